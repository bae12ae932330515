from . import followup_subject
from . import followup_terms
from . import followup_rule
from . import followup
from . import followup_review
from . import followup_run

from . import clearance
from . import consent
from . import course
from . import finding
from . import intake
from . import mail_activity
from . import needle
from . import reaction
from . import product_template
from . import res_partner
from . import session
