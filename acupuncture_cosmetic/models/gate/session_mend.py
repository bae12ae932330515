from odoo import models
from odoo.exceptions import UserError

from ..foundation.days import format_day
from ..schedule.charge_mixin import SESSION
from ..screening.intake import LIVE
from .session_gate import CHARGE


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

    def action_leave_out(self, charge=None):
        """Treat without the closed technique this once; who did so stays on record.

        Without what the course is sold for, the visit takes no session of it.

        :param charge: what such a visit costs, ``nothing`` or ``reduced``; None: ask
        :raises UserError: no such technique is closed now
        """
        self.ensure_one()
        self._check_role("practitioner")
        self.check_access("write")
        codes, costs_less = self._to_leave_out()
        if costs_less and not charge:
            return self._ask_what_is_charged()
        if codes:
            self.env["acupuncture.override"]._append(
                [
                    {
                        "kind": "left_out",
                        "session_id": self.id,
                        "codes": codes,
                        "reason": self.env._(
                            "Closed on %(day)s",
                            day=format_day(self.env, self.company_id._clinic_today()),
                        ),
                    }
                ]
            )
        if costs_less:
            self._charge_less(charge)
        return self._open_checklist()

    def _to_leave_out(self):
        """Return the closed techniques that were asked for, and whether it costs less.

        :raises UserError: none is closed
        """
        asked = self.env.context.get("acupuncture_gate_code")
        lines = [
            check.code
            for check in self._gate_checks()[self]
            if check.action == "action_leave_out"
            and not check.ok
            and asked in (None, check.code)
        ]
        if not lines:
            raise UserError(self.env._("No planned technique is closed any more."))
        codes = [line.partition(":")[2] for line in lines if line != CHARGE]
        essential = self._essential_techniques()
        costs_less = CHARGE in lines or not essential.isdisjoint(codes)
        return codes, costs_less and self.charge == SESSION

    def _ask_what_is_charged(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leave Out"),
            "res_model": "acupuncture.leave.out",
            "view_mode": "form",
            "target": "new",
            "context": {
                "dialog_size": "medium",
                "default_session_id": self.id,
                "acupuncture_gate_code": self.env.context.get("acupuncture_gate_code"),
            },
        }

    def _finish(self):
        """:raises UserError: a session of the course would pay for less than it"""
        left_out, _overridden = self._overrides()
        for session in self._owe_a_session():
            if session._essential_techniques() & left_out[session.id]:
                raise UserError(
                    self.env._(
                        "%(session)s went without what its course is sold for. Say in "
                        "the checklist what is charged, then finish it.",
                        session=session.display_name,
                    )
                )
        return super()._finish()
