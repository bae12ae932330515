from . import plan_screening_mixin
from . import plan_sheet_mixin
from . import plan
from . import plan_making
from . import plan_point
from . import care_mixin
from . import gate
from . import client_part
