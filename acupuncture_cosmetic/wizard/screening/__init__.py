from . import base_partner_merge
from . import course_defer
from . import finding_defer
