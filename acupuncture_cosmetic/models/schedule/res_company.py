from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _clinics(self):
        """A company without practitioners and rooms is no clinic."""
        # sudo: whoever works in one company may not read the others
        resources = self.env["resource.resource"].sudo()
        rows = resources._read_group([("acu_role", "!=", False)], ["company_id"])
        return self.union(*(company for (company,) in rows))
