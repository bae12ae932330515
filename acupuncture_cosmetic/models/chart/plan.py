from odoo import models


class Plan(models.Model):
    """A plan knows by the charts which courses were treated by it."""

    _inherit = "acupuncture.plan"

    def _charted_courses(self):
        treatments = self.env["acupuncture.treatment"].search_fetch(
            [("plan_id", "in", self.filtered(lambda plan: not plan.course_id).ids)],
            ["plan_id", "session_id"],
        )
        courses = {
            plan: same.session_id.course_id
            for plan, same in treatments.grouped("plan_id").items()
        }
        return super()._charted_courses() | courses
