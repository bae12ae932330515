from . import chained_mixin
from . import consent
from . import consent_clause
from . import consent_template
from . import consent_withdrawal
