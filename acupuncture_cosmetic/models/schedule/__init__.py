from . import booking
from . import session
from . import session_booking
from . import session_calendar
from . import session_gate
from . import session_mend
from . import session_next
from . import session_verbs

from . import calendar_attendee
from . import calendar_event
from . import course
from . import credit
from . import credit_move
from . import res_config_settings
from . import res_partner
from . import resource_resource
from . import sale_order
