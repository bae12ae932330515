from odoo import api, models
from odoo.exceptions import ValidationError


class Plan(models.Model):
    """Which course a plan is for; one from the consultation names none yet."""

    _inherit = "acupuncture.plan"

    @api.constrains("client_id", "course_id", "session_id")
    def _check_one_client(self):
        for plan in self:
            clients = plan.course_id.client_id | plan.session_id.client_id
            if clients - plan.client_id:
                raise ValidationError(
                    self.env._(
                        "%(plan)s: course and session must be of %(client)s.",
                        plan=plan.name,
                        client=plan.client_id.display_name,
                    )
                )

    def _serving(self, course, charted=None):
        """Return those that a course of their client may be treated by.

        :param charted: what ``_charted_courses`` tells, where it is known
        """
        charted = self._charted_courses() if charted is None else charted
        return self.filtered(lambda plan: plan._serves(course, charted[plan]))

    def _serves(self, course, charted):
        """Tell whether it is of this course, or may have led to its sale.

        A plan without a course is for the course that was proposed in it, and for those
        of its protocol; one that proposed nothing, for the first that is treated by it.

        :param charted: the courses that were treated by it
        """
        self.ensure_one()
        if self.course_id or not course.protocol_id:
            return self.course_id == course or not self.course_id
        if course.protocol_id.code == self.protocol_id.code:
            return True
        if self.product_id:
            return self.product_id == course.product_id
        return not charted - course

    def _charted_courses(self):
        """Return plan -> the courses in which somebody was treated by it."""
        treatments = self.env["acupuncture.treatment"].search_fetch(
            [("plan_id", "in", self.filtered(lambda plan: not plan.course_id).ids)],
            ["plan_id", "session_id"],
        )
        by_plan = treatments.grouped("plan_id")
        none = treatments.browse()
        return {plan: by_plan.get(plan, none).session_id.course_id for plan in self}
