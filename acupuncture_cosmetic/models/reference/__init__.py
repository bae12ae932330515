from . import concern
from . import contraindication
from . import contraindication_clinic
from . import contraindication_setting
from . import severity_change
from . import technique
