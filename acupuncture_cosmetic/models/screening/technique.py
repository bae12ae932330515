from odoo import models


class Technique(models.Model):
    """What a technique needs shows in the lights soon, not only after the night."""

    _inherit = "acupuncture.technique"

    def write(self, vals):
        result = super().write(vals)
        if "requires_id" in vals:
            self.env["acupuncture.client.alert"]._expire()
        return result
