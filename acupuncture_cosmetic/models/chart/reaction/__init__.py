from . import reaction_rate_mixin

from . import reaction
from . import reaction_point_report
from . import reaction_report
from . import treatment_reactions
