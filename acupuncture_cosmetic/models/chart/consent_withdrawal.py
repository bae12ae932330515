from odoo import models

from ..photo.photo_guard import WITHDRAWAL_TOUCH


class ConsentWithdrawal(models.Model):
    """A withdrawal and a photo at the same moment: the later of both is tried again."""

    _inherit = "acupuncture.consent.withdrawal"

    def init(self):
        """Touch the consent with every withdrawal."""
        result = super().init()
        self.env.cr.execute(WITHDRAWAL_TOUCH)
        return result
