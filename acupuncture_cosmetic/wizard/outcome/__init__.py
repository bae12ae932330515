from . import outcome_rate
from . import results
