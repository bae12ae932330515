from . import course_revise
from . import setup_treatment
from . import setup_treatment_line
from . import sale_make_invoice_advance
