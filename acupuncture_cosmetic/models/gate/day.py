from odoo import api, models

from ..foundation.groups import PRACTITIONER
from ..schedule.session_states import UPCOMING
from .gate_health_mixin import ASKED
from .line import CONSENT, HISTORY

# What cannot be green before the client stands here, and who looks.
AT_ITS_HOUR = {ASKED, "other_time", "practitioner"}


class Day(models.AbstractModel):
    """What each visit still lacks, in neutral words, and the gate before a start."""

    _inherit = "acupuncture.day"

    @api.model
    def _facts(self, sessions):
        facts = super()._facts(sessions)
        ahead = sessions.filtered(lambda each: each.state in UPCOMING)
        for session, lines in ahead._gate_checks(neutral=True).items():
            facts[session]["missing"] = [
                *self._lacking(session, [line for line in lines if not line.ok]),
                *facts[session]["missing"],
            ]
        return facts

    @api.model
    def _lacking(self, session, red):
        """Return what the red lines of a visit ask for: forms, signatures, the rest."""
        told = [
            {"kind": kind, "text": f"{line.label}: {line.message}"}
            for code, kind in ((HISTORY, "forms"), (CONSENT, "consent"))
            for line in red
            if line.code == code
        ]
        later = AT_ITS_HOUR if session.state != "arrived" else {"practitioner"}
        rest = [
            line.label for line in red if line.code not in {HISTORY, CONSENT, *later}
        ]
        if rest:
            words = self.env._("Checklist: %(lines)s", lines=", ".join(rest))
            told.append({"kind": "check", "text": words})
        return told

    @api.model
    def _step(self, session):
        step = super()._step(session)
        if step and step[0] == "action_start":
            return "action_open_gate", step[1]
        waits = session.state == "arrived" and session.kind == "treatment"
        if waits and not self.env.user.has_group(PRACTITIONER):
            return "action_view_gate", self.env._("Checklist")
        return step
