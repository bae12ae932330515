from . import base_partner_merge
from . import consent_withdraw
from . import setup_texts
