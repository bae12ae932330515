from odoo import models

REVIEWED = ("course_mid",)


class Followup(models.Model):
    """From the task of a mid-course review, the review is one click away."""

    _inherit = "acupuncture.followup"

    def action_view_record(self):
        """Open the review that the task asks for; for the desk, the course."""
        self.ensure_one()
        practitioner = self.env.user.has_group(
            "acupuncture_cosmetic.group_practitioner"
        )
        task = self.trigger in REVIEWED and self.activity_type_id
        if task and practitioner:
            return self.course_id.action_open_review()
        return super().action_view_record()
