from odoo import models


class CareMixin(models.AbstractModel):
    """The plan that serves a course or a session is one click away."""

    _inherit = "acupuncture.care.mixin"

    def action_plan(self):
        """Open the client's treatment plan, made now if there is none."""
        self.ensure_one()
        plan = self.env["acupuncture.plan"]._plan_for(self)
        return plan._get_records_action()
