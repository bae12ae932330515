from odoo import models


class CareMixin(models.AbstractModel):
    """The client fills in forms for a course or for a session."""

    _inherit = "acupuncture.care.mixin"

    def action_send_forms(self):
        """Mail the client a link to the forms."""
        self.ensure_one()
        return self.client_id._send_forms(self.company_id, self)

    def action_open_tablet(self):
        """Open the forms on this device, to be handed to the client."""
        self.ensure_one()
        return self.client_id._open_tablet(self.company_id, self)

    def action_show_forms_qr(self):
        """Show the forms as a picture, for the client's own phone."""
        self.ensure_one()
        return self.client_id._show_forms_qr(self.company_id, self)

    def action_send_self_rating(self):
        """Mail the client a link to rate how it goes."""
        self.ensure_one()
        return self.client_id._send_forms(self.company_id, self, "outcome")

    def action_self_rating_tablet(self):
        """Let the client rate on this device."""
        self.ensure_one()
        return self.client_id._open_tablet(self.company_id, self, "outcome")
