from . import needle_count_mixin
from . import stricta_mixin
from . import protocol_child_mixin
from . import protocol
from . import protocol_comparing
from . import protocol_point
from . import protocol_revision
from . import protocol_step
