from . import protocol
from . import protocol_point
from . import protocol_step
