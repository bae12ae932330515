from . import course_terms
from . import refund_policy
from . import course_phase
from . import course
from . import course_lifecycle
from . import course_payment
from . import course_protocol
from . import course_reservation
from . import credit
from . import credit_move

from . import account_move
from . import ir_sequence
from . import product_template
from . import product_template_protocol
from . import res_company
from . import sale_order
from . import sale_order_line
