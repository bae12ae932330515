from . import chained_mixin
from . import intake_row_mixin

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
from . import override
