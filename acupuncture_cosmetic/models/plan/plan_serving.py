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
        """Return plan -> the courses in which somebody was treated by it.

        Nobody was, until a later room says so.
        """
        return dict.fromkeys(self, self.env["acupuncture.course"])

    @api.model
    def _agreed_for(self, sessions):
        """Return session -> the plan its client agreed to, best that of its course."""
        plans = self.search(
            [
                ("client_id", "in", sessions.client_id.ids),
                ("company_id", "in", sessions.company_id.ids),
                ("state", "=", "agreed"),
            ],
            order="id desc",
        )
        whose = plans.grouped(lambda plan: (plan.client_id, plan.company_id))
        charted = plans._charted_courses()
        chosen = {}
        for session in sessions:
            own = whose.get((session.client_id, session.company_id), plans.browse())
            own = own._serving(session.course_id, charted)
            of_course = own.filtered(lambda plan: plan.course_id)
            chosen[session] = (of_course or own)[:1]
        return chosen
