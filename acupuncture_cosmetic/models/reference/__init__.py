from . import needling_mixin
from . import planned_needling_mixin

from . import concern
from . import contraindication
from . import contraindication_clinic
from . import contraindication_reach
from . import contraindication_setting
from . import meridian
from . import outcome_level
from . import outcome_scale
from . import point
from . import point_chart
from . import point_danger
from . import point_needling
from . import point_position
from . import screening_term
from . import severity_change
from . import supply
from . import supply_lot
from . import technique

from . import point_search
