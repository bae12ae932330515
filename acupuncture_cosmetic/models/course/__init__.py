from . import client_record_mixin
from . import course_terms
from . import credit_reservation_mixin
from . import protocol_revising_mixin
from . import refund_policy
from . import course
from . import course_lifecycle
from . import course_phase
from . import credit
from . import credit_move

from . import line_worth_mixin
from . import sold_courses_mixin
from . import product_template
from . import protocol
from . import sale_order
from . import sale_order_line
from . import client_part
