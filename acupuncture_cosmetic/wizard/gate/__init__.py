from . import gate_check
from . import gate_check_line
from . import leave_out
