from odoo import api, models


class ResUsers(models.Model):
    """Who of a clinic does what falls to a role."""

    _inherit = "res.users"

    @api.model
    def _first_with_role(self, role, company, leaving=None):
        """Return the first user of a clinic who is named for a role, or has it.

        Where a clinic has no clinical lead, a practitioner stands in.

        :param role: ``front_desk``, ``practitioner``, ``clinical_lead``, ``manager``...
        :param leaving: users who can do nothing any more
        """
        group = self.env["ir.model.data"]._xmlid_to_res_id(
            f"acupuncture_cosmetic.group_{role}"
        )
        users = self.with_context(active_test=True)
        gone = leaving.ids if leaving else []
        here = [("company_ids", "in", company.ids), ("id", "not in", gone)]
        by_name = users.search(
            [*here, ("group_ids", "in", [group])], order="id", limit=1
        )
        by_right = by_name or users.search(
            [*here, ("all_group_ids", "in", [group])], order="id", limit=1
        )
        if not by_right and role == "clinical_lead":
            return self._first_with_role("practitioner", company, leaving)
        return by_right
