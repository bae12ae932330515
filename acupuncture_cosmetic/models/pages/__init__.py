from . import form_bundle
from . import copies_bundle
from . import rating_bundle

from . import form_address_mixin
from . import form_attempt
from . import form_draft
from . import form_identity_mixin
from . import form_link
from . import form_link_sending

from . import care_mixin
from . import consent
from . import consent_withdrawal
from . import crm_lead
from . import followup
from . import gate
from . import ir_http
from . import res_partner
from . import signed_how_mixin
from . import client_part
