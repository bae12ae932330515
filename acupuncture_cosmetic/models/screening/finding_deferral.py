from odoo import models


class Finding(models.Model):
    """Deferring a finding offers to let the client's courses wait as well."""

    _inherit = "acupuncture.finding"

    def action_ask_deferral(self):
        """Ask until when: two weeks, four, or a date."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Defer: %(item)s", item=self.item_id.name),
            "res_model": "acupuncture.finding.defer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_finding_id": self.id},
        }

    def action_defer(self, note=None, until=None):
        """Close the treatment until a day; then offer to move what is planned."""
        result = super().action_defer(note, until)
        day = max(self.mapped("defer_until"))
        courses = self.env["acupuncture.course"].search(
            [
                ("client_id", "in", self.client_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "active"),
            ]
        )
        waiting = courses.filtered(lambda course: course._is_planned_before(day))
        return waiting._defer_action(day) if waiting else result
