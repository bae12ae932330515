from odoo import models
from odoo.exceptions import UserError


class Session(models.Model):
    _inherit = "acupuncture.session"

    def _check_gate(self):
        failures = self._gate_failures()
        lines = [
            f"• {session.display_name}: {message}. {remedy}"
            for session, found in failures.items()
            for _code, message, remedy in found
        ]
        if lines:
            intro = self.env._("The session cannot start yet:")
            raise UserError("\n".join([intro, *lines]))

    def _gate_failures(self):
        """Return session -> list of (code, message, remedy); later rooms add theirs.

        A consultation has no gate.
        """
        treatments = self.filtered(lambda session: session.kind == "treatment")
        return {session: session._own_gate_failures() for session in treatments}

    def _own_gate_failures(self):
        self.ensure_one()
        day = self.company_id._clinic_date(self.start)
        found = []
        if self.credit_id.state != "reserved":
            found.append(
                (
                    "credit",
                    self.env._("No session of a course is reserved"),
                    self.env._("Sell a course, then book this session on it."),
                )
            )
        if self.course_id.state == "on_hold":
            found.append(
                (
                    "on_hold",
                    self.env._("%(course)s is on hold", course=self.course_id.name),
                    self.env._("Resume the course first."),
                )
            )
        if licence := self.practitioner_id._licence_failure(day):
            found.append(
                (
                    "licence",
                    licence,
                    self.env._(
                        "Choose another practitioner, or have a manager update the "
                        "licence."
                    ),
                )
            )
        if day > self.company_id._clinic_today():
            found.append(
                (
                    "too_early",
                    self.env._(
                        "It is planned for %(day)s", day=self._format(self.start)
                    ),
                    self.env._("Move it to today first."),
                )
            )
        return found
