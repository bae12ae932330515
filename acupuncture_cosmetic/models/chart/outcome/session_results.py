from odoo import models


class Session(models.Model):
    _inherit = "acupuncture.session"

    def action_send_self_rating(self):
        """Mail the client a link to rate how it goes."""
        self.ensure_one()
        return self.client_id._send_forms(self.company_id, self, "outcome")

    def action_self_rating_tablet(self):
        """Let the client rate on this device."""
        self.ensure_one()
        return self.client_id._open_tablet(self.company_id, self, "outcome")
