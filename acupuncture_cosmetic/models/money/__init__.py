from . import course_payment
from . import account_move
