from odoo import fields, models
from odoo.exceptions import UserError

from ..history.intake import LIVE


class Session(models.Model):
    """The verbs behind the red lines about health."""

    _inherit = "acupuncture.session"

    def action_override(self):
        """Ask the clinical lead for the reason of a start against the checklist.

        :raises UserError: nobody may override one of the red lines
        """
        self.ensure_one()
        self._check_role("clinical_lead")
        self._overridable_checks()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Override"),
            "res_model": "acupuncture.override",
            "view_mode": "form",
            "target": "new",
            "context": {"default_session_id": self.id},
        }

    def action_request_clearance(self):
        """Ask for the clearances that are missing, and open them."""
        self.ensure_one()
        self._check_role("practitioner")
        codes = [
            check.code.partition(":")[2]
            for check in self._gate_checks()[self]
            if check.code.startswith("clearance:") and not check.ok
        ]
        findings = self.env["acupuncture.finding"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("intake_id.state", "in", LIVE),
                ("item_id.code", "in", codes),
            ]
        )
        findings.filtered(lambda f: f.decision != "clearance").action_ask_clearance()
        clearances = self.env["acupuncture.clearance"]
        for finding in findings:
            clearances |= clearances._request(finding)
        return clearances._get_records_action(name=self.env._("Clearances"))

    def action_leave_out(self):
        """Treat without the closed technique this once; who did so stays on record.

        :raises UserError: no such technique is closed now
        """
        self.ensure_one()
        self._check_role("practitioner")
        asked = self.env.context.get("acupuncture_gate_code")
        closed = [
            check.code.partition(":")[2]
            for check in self._gate_checks()[self]
            if check.code.startswith("technique:")
            and not check.ok
            and asked in (None, check.code)
        ]
        if not closed:
            raise UserError(self.env._("No planned technique is closed any more."))
        self.env["acupuncture.override"]._append(
            [
                {
                    "kind": "left_out",
                    "session_id": self.id,
                    "codes": closed,
                    "reason": self.env._("Closed on %(day)s", day=fields.Date.today()),
                }
            ]
        )
        return self._open_checklist()
