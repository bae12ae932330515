from . import chart_row_mixin
from . import chart_child_mixin
from . import client_record_mixin
from . import observation_mixin

from . import plan
from . import treatment
from . import supply
from . import reaction
from . import photo
from . import outcome

from . import consent
from . import consent_withdrawal
from . import mail_thread
from . import ir_attachment
from . import res_company
from . import res_config_settings
from . import resource_resource
