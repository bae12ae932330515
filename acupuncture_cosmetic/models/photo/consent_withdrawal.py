from odoo import models

from ..foundation.guard import hang_trigger


class ConsentWithdrawal(models.Model):
    """A withdrawal and a photo at the same moment: the later of both is tried again."""

    _inherit = "acupuncture.consent.withdrawal"

    def init(self):
        """Touch the consent with every withdrawal."""
        result = super().init()
        hang_trigger(self, "consent_touch", "BEFORE INSERT")
        return result
