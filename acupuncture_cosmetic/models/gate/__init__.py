from . import gate_booking_mixin
from . import gate_consent_mixin
from . import gate_health_mixin
from . import gate
from . import override
from . import day
from . import session
