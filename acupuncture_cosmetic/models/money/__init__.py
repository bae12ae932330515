from . import course
from . import credit

from . import account_move
from . import sale_order_line
from . import client_part
