from . import course_revise
from . import sale_make_invoice_advance
