from odoo import models


class Clearance(models.Model):
    """A doctor is written to while the client's consent to the letter is in force."""

    _inherit = "acupuncture.clearance"

    def _may_write(self):
        consents = self.env["acupuncture.consent"]
        status = consents._status_for(self.client_id, self.company_id, "doctor")
        return super()._may_write() and status == "valid"
