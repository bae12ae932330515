from odoo import models


class Course(models.Model):
    _inherit = "acupuncture.course"

    def action_plan(self):
        """Open the client's treatment plan, made now if there is none."""
        self.ensure_one()
        plan = self.env["acupuncture.plan"]._plan_for(
            self.client_id, self.company_id, self
        )
        return plan._get_records_action()

    def _update_to(self, protocol):
        """Other techniques may change the light of the client."""
        result = super()._update_to(protocol)
        self.env["acupuncture.intake"]._refresh_alerts(self.client_id, self.company_id)
        return result
