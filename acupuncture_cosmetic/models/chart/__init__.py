from . import plan
from . import plan_making
from . import plan_point
from . import plan_screening
from . import plan_sheet
from . import treatment
from . import addendum
from . import incident
from . import needle
from . import needle_count
from . import outcome
from . import photo
from . import reaction
from . import review
from . import treatment_supply

from . import course_plan
from . import session_plan
