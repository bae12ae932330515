from odoo import models


class Course(models.Model):
    _inherit = "acupuncture.course"

    def action_send_forms(self):
        """Mail the client a link to the forms."""
        self.ensure_one()
        return self.client_id._send_forms(self.company_id, self)

    def action_open_tablet(self):
        """Open the forms on this device, to be handed to the client."""
        self.ensure_one()
        return self.client_id._open_tablet(self.company_id, self)
