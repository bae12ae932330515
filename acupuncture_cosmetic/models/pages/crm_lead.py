from odoo import models


class CrmLead(models.Model):
    """Whoever is interested is sent the forms as a client."""

    _inherit = "crm.lead"

    def action_send_forms(self):
        """Turn the lead into a client and mail a link to the forms."""
        self.ensure_one()
        self._become_client()
        company = self.company_id or self.env.company
        return self.partner_id._send_forms(company, self)
