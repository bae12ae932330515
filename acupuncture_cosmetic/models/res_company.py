from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _clinics(self):
        """Return the companies that may use what clinics share."""
        # sudo: whoever works in one company may not read the others
        return self.sudo().search([("active", "=", True)])
