from . import plan
from . import plan_making
from . import plan_point
from . import plan_screening
from . import plan_closed
from . import plan_sheet
from . import course_plan
from . import session_plan
