from odoo import api, fields, models

from ..foundation.groups import DESK


class SaleOrder(models.Model):
    """From the order one plans what it sold."""

    _inherit = "sale.order"

    has_sessions_to_plan = fields.Boolean(
        compute="_compute_has_sessions_to_plan",
        groups=DESK,
        export_string_translation=False,
    )

    @api.depends("course_ids.state", "course_ids.available_count")
    def _compute_has_sessions_to_plan(self):
        for order in self:
            order.has_sessions_to_plan = bool(order._courses_to_plan())

    def _courses_to_plan(self):
        return self.course_ids.filtered(
            lambda course: course.state == "active" and course.available_count
        )

    def action_plan_courses(self):
        """Plan the course this order sold; let the user choose where there are more."""
        self.ensure_one()
        waiting = self._courses_to_plan()
        if len(waiting) == 1:
            return waiting.action_plan_sessions()
        return self.action_view_courses()
