from . import chained_mixin
from . import intake_row_mixin
from . import screening_light_mixin

from . import clearance
from . import client_alert
from . import consent
from . import consent_clause
from . import consent_template
from . import consent_withdrawal
from . import finding
from . import intake
from . import intake_answer
from . import intake_check
from . import intake_concern
from . import intake_evaluation
from . import intake_form
from . import intake_review
from . import intake_story
from . import intake_version
from . import override

from . import course_light
from . import res_company
from . import res_config_settings
from . import res_partner_light
from . import session_light
