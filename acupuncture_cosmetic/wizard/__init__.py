from . import base_partner_merge
from . import consent_withdraw
from . import course_quote
from . import followup_close
from . import plan_course
from . import plan_course_line
from . import sale_make_invoice_advance
from . import severity_set
