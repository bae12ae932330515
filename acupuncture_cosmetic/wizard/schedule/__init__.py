from . import base_partner_merge
from . import plan_course
from . import plan_course_line
from . import session_exchange
from . import session_waive
from . import setup_client
from . import setup_person
from . import setup_room
