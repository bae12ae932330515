from . import frozen_terms_mixin
from . import sealed_mixin
from . import course
from . import schedule
from . import followup
from . import growth
