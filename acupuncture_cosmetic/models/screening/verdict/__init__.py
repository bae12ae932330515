from . import screening_light_mixin

from . import clearance
from . import client_alert
from . import client_noted
from . import override
from . import override_area
from . import contraindication
from . import contraindication_setting
from . import course_deferral
from . import course_light
from . import res_partner_light
from . import screening_term
from . import session_asking
from . import session_gate
from . import session_light
from . import session_mend
from . import session_washout
