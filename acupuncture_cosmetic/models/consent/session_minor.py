from odoo import fields, models

from ...engine.screening_findings import ADULT, birthday
from ..foundation.days import format_day
from ..schedule.session_gate import GateCheck


class Session(models.Model):
    """A client under age: what must be there beside clearance and guardian consent.

    Nobody overrides these lines: time to think it over is not the clinic's to give.
    """

    _inherit = "acupuncture.session"

    def _minors(self, verdicts):
        """Return the sessions whose client is under age on their day."""
        return self.filtered(
            lambda session: any(
                profile.birth and session._gate_day() < birthday(profile.birth, ADULT)
                for profile in verdicts[session].profiles
            )
        )

    def _minor_checks(self):
        """Return session -> further lines for minors; later rooms add theirs.

        The desk reads them folded into one, as all that the history tells.
        """
        signed, treated = self._guardian_signatures(), self._treated_since()
        return {
            session: session._cooling_off_checks(signed, treated) for session in self
        }

    def _guardian_signatures(self):
        """Return (client, clinic) -> when a guardian first agreed to treatment."""
        # sudo: a moment leaves, never the record
        groups = (
            self.env["acupuncture.consent"]
            .sudo()
            ._read_group(
                [
                    ("client_id", "in", self.client_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("kind", "=", "treatment"),
                    ("decision", "=", "agreed"),
                    ("signer_role", "=", "guardian"),
                    ("withdrawal_ids", "=", False),
                ],
                ["client_id", "company_id"],
                ["signed_at:min"],
            )
        )
        return {(client.id, company.id): at for client, company, at in groups}

    def _treated_since(self):
        """Return (client, clinic) -> when the client was treated last."""
        groups = self._read_group(
            [
                ("client_id", "in", self.client_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("kind", "=", "treatment"),
                ("state", "=", "done"),
            ],
            ["client_id", "company_id"],
            ["began_at:max"],
        )
        return {(client.id, company.id): at for client, company, at in groups}

    def _cooling_off_checks(self, signed, treated):
        whose, company = (self.client_id.id, self.company_id.id), self.company_id
        signed_at, treated_at = signed.get(whose), treated.get(whose)
        if not signed_at or (treated_at and treated_at >= signed_at):
            return []
        days = company.acupuncture_cooling_off_days
        first_day = fields.Date.add(company._clinic_date(signed_at), days=days)
        return [
            GateCheck(
                "cooling_off",
                self.env._("Time to think it over"),
                self._gate_day() >= first_day,
                self.env._(
                    "Not before %(day)s: %(days)s days after the guardian signed",
                    day=format_day(self.env, first_day),
                    days=days,
                ),
                self.env._("Move the session."),
                "action_view_placement",
            )
        ]
