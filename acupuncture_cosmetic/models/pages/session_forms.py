from odoo import models


class Session(models.Model):
    _name = "acupuncture.session"
    _inherit = ["acupuncture.session", "acupuncture.forms.subject"]

    def action_show_forms_qr(self):
        """Show the forms as a picture, for the client's own phone."""
        self.ensure_one()
        return self.client_id._show_forms_qr(self.company_id, self)
