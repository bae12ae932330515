from odoo import models

MEMBERS = {"user_ids", "all_user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    """Members of a role: who loses it leaves no task behind."""

    _inherit = "res.groups"

    def write(self, vals):
        """Who loses a role by the form of the role leaves its tasks as well."""
        # groups are written by every update, while tables may not be there yet
        if not (MEMBERS & vals.keys() and self.pool.ready):
            return super().write(vals)
        before = (self | self.all_implied_ids).all_user_ids
        result = super().write(vals)
        before._hand_over_followups()
        return result
