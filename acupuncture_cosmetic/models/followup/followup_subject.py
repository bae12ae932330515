from odoo import fields, models

from ..foundation.windows import window


class FollowupSubject(models.AbstractModel):
    """What follow-ups hang on; the heir adds ``followup_ids``."""

    _name = "acupuncture.followup.subject"
    _description = "Follow-up Subject"

    followup_count = fields.Integer(
        compute="_compute_followup_count",
        groups="acupuncture_cosmetic.group_front_desk",
    )

    def _compute_followup_count(self):
        link = self._fields["followup_ids"].inverse_name
        counts = dict(
            self.env["acupuncture.followup"]._read_group(
                [(link, "in", self.ids), ("state", "!=", "cancelled")],
                [link],
                ["__count"],
            )
        )
        for record in self:
            record.followup_count = counts.get(record, 0)

    def action_view_followups(self):
        """Open the follow-ups of this record."""
        self.ensure_one()
        link = self._fields["followup_ids"].inverse_name
        own = [(link, "=", self.id)]
        return window(self.env, "followup_action", domain=own, context={})
