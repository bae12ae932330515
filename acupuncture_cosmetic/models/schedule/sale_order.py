from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_plan_courses(self):
        """Plan the course this order sold; let the user choose where there are more."""
        self.ensure_one()
        waiting = self.course_ids.filtered(
            lambda course: course.state == "active" and course.available_count
        )
        if len(waiting) == 1:
            return waiting.action_plan_sessions()
        return self.action_view_courses()
