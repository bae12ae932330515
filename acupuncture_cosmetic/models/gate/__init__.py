from . import override
from . import override_area
from . import session_gate
from . import session_mend
