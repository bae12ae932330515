from . import base_partner_merge
from . import plan_course
from . import plan_course_line
from . import session_exchange
from . import session_waive
