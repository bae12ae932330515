from . import append_only_mixin
from . import frozen_terms_mixin
from . import sealed_mixin
from . import reference
from . import course
from . import schedule
from . import followup
from . import growth
