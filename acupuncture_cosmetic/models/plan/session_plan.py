from odoo import models


class Session(models.Model):
    """A session leads to the plan of its client."""

    _inherit = "acupuncture.session"

    def action_plan(self):
        """Open the client's treatment plan, made now if there is none."""
        self.ensure_one()
        plan = self.env["acupuncture.plan"]._plan_for(
            self.client_id, self.company_id, self.course_id, self
        )
        return plan._get_records_action()
