from . import followup_subject
from . import followup_terms
from . import followup_rule
from . import followup
from . import followup_run

from . import course
from . import mail_activity
from . import session
