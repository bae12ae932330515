from . import consent_withdraw
