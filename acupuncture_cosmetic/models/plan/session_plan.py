from odoo import models

from ..schedule.session_gate import GateCheck


class Session(models.Model):
    _inherit = "acupuncture.session"

    def action_plan(self):
        """Open the client's treatment plan, made now if there is none."""
        self.ensure_one()
        plan = self.env["acupuncture.plan"]._plan_for(
            self.client_id, self.company_id, self.course_id, self
        )
        return plan._get_records_action()

    def _minor_checks(self):
        checks = super()._minor_checks()
        # sudo: whether there is such a plan, never what stands in it
        plans = self.env["acupuncture.plan"].sudo()._agreed_for(self)
        for session, lines in checks.items():
            lines.append(
                GateCheck(
                    "minor_plan",
                    self.env._("Plan approved by the clinical lead"),
                    bool(plans[session].lead_id),
                    self.env._(
                        "Under 18 nothing is treated without a plan that the clinical "
                        "lead agreed to"
                    ),
                    self.env._("Make the plan; the clinical lead agrees to it."),
                    "action_plan",
                )
            )
        return checks
