from odoo import models


class FormsSubject(models.AbstractModel):
    """A course or an appointment for which its client fills in forms."""

    _name = "acupuncture.forms.subject"
    _description = "Subject of Forms"

    def action_send_forms(self):
        """Mail the client a link to the forms."""
        self.ensure_one()
        return self.client_id._send_forms(self.company_id, self)

    def action_open_tablet(self):
        """Open the forms on this device, to be handed to the client."""
        self.ensure_one()
        return self.client_id._open_tablet(self.company_id, self)

    def action_send_self_rating(self):
        """Mail the client a link to rate how it goes."""
        self.ensure_one()
        return self.client_id._send_forms(self.company_id, self, "outcome")

    def action_self_rating_tablet(self):
        """Let the client rate on this device."""
        self.ensure_one()
        return self.client_id._open_tablet(self.company_id, self, "outcome")
