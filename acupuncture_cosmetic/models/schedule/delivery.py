from odoo import models


class Delivery(models.Model):
    """Messages that did not arrive stand on top of the day: its boards hear of them."""

    _inherit = "acupuncture.delivery"

    def _undelivered_changed(self):
        result = super()._undelivered_changed()
        self.env["acupuncture.day"]._tell(self.company_id)
        return result
