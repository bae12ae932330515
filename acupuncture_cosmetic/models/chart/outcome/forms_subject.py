from odoo import models


class FormsSubject(models.AbstractModel):
    """Its client may also be asked how it goes."""

    _inherit = "acupuncture.forms.subject"

    def action_send_self_rating(self):
        """Mail the client a link to rate how it goes."""
        self.ensure_one()
        return self.client_id._send_forms(self.company_id, self, "outcome")

    def action_self_rating_tablet(self):
        """Let the client rate on this device."""
        self.ensure_one()
        return self.client_id._open_tablet(self.company_id, self, "outcome")
