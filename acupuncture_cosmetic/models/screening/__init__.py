from . import chained_mixin
from . import signed_how_mixin

from . import history
from . import verdict
from . import consent
from . import forms

from . import ir_attachment
from . import res_company
from . import res_config_settings
from . import res_partner
