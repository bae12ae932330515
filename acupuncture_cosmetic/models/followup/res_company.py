from odoo import models


class ResCompany(models.Model):
    """People of a clinic: who leaves it leaves no task behind."""

    _inherit = "res.company"

    def write(self, vals):
        """Who leaves a clinic by the form of the clinic leaves its tasks as well."""
        before = self.user_ids if "user_ids" in vals else self.env["res.users"]
        result = super().write(vals)
        if before:
            before._hand_over_followups()
        return result
