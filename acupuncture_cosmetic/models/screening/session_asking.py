from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from ..foundation.days import format_day
from ..schedule.session_gate import ASKED, GateCheck
from ..schedule.session_states import UPCOMING
from .intake import LIVE

BY_CLINICIAN = "practitioner"


class Session(models.Model):
    """The question of the day: has anything changed since the history was told?

    It counts for a visit when it was asked on its day or the day before: by the
    client's link, on the tablet, at the desk, or by who treats. The desk notes that
    something changed, never what; then a practitioner looks, or the client tells a new
    version.
    """

    _inherit = "acupuncture.session"

    def action_nothing_changed(self):
        """Note that the client was asked and nothing changed; start if that was all."""
        self._note_answer(changed=False)
        starting = bool(self.env.context.get("acupuncture_gate_starting"))
        if starting and self._may_start_now():
            return self.action_start()
        return self._open_checklist()

    def action_something_changed(self):
        """Note that something changed; a practitioner goes on to say what."""
        self._note_answer(changed=True)
        if self._asks_as_clinician():
            return self.action_change_history()
        return self._open_checklist()

    def action_change_history(self):
        """Open the next version of the history, to type in what changed."""
        self.ensure_one()
        self._check_role("practitioner")
        histories = self.env["acupuncture.intake"]
        return histories._open_to_type(self.client_id, self.company_id)

    def _asks_as_clinician(self):
        return self.env.user.has_group("acupuncture_cosmetic.group_practitioner")

    def _note_answer(self, changed):
        """Write down who was asked by whom, and whether anything changed.

        :raises UserError: there is no visit to come, or no history to ask about
        """
        self.ensure_one()
        self._check_role("front_desk")
        self.check_access("write")
        if self.kind != "treatment" or self.state not in UPCOMING:
            raise UserError(
                self.env._(
                    "%(session)s is %(state)s: there is nothing to ask any more. "
                    "Reload the page to see where it stands.",
                    session=self.display_name,
                    state=self._state_label(),
                )
            )
        # sudo: the desk notes that it asked; it reads no answer and writes none
        histories = self.env["acupuncture.intake"].sudo()
        history = histories._heads(self.client_id, self.company_id)[:1]
        if not history:
            raise UserError(
                self.env._(
                    "%(client)s has told no health history yet, so nothing can have "
                    "changed. Send the forms, or fill them in here.",
                    client=self.client_id.display_name,
                )
            )
        source = BY_CLINICIAN if self._asks_as_clinician() else "desk"
        history._note_asked(source, self, changed)

    def _asked_again(self):
        """Return those whose client was asked for this very visit."""
        checks = self._gate_checks(neutral=True)
        return self.filtered(
            lambda session: any(
                check.ok for check in checks.get(session, ()) if check.code == ASKED
            )
        )

    def _asked_checks(self, verdicts):
        """Return session -> the line about the question of the day, if it is asked.

        Without a history in date everything is asked anew, so that line says it all.
        """
        noted = self._answers_noted()
        return {
            session: [session._asked_check(profiles, noted.get(session._whose(), ()))]
            if profiles and session._history_check(verdicts[session]).ok
            else []
            for session in self
            for profiles in [verdicts[session].profiles]
        }

    def _whose(self):
        return self.client_id, self.company_id

    def _answers_noted(self):
        """Return (client, clinic) -> what was noted since the last history."""
        # sudo: when and whether, never what
        rows = self.env["acupuncture.intake.check"].sudo()
        rows = rows.search_fetch(
            [
                ("intake_id.client_id", "in", self.client_id.ids),
                ("intake_id.state", "in", LIVE),
                ("company_id", "in", self.company_id.ids),
            ],
            ["intake_id", "company_id", "at", "source", "changed"],
            order="id",
        )
        return rows.grouped(lambda row: (row.intake_id.client_id, row.company_id))

    def _asked_check(self, profiles, noted):
        company, waits = self.company_id, False
        days = [profile.answered_on for profile in profiles]
        for row in noted:
            waits = row.changed or (waits and row.source != BY_CLINICIAN)
            if not row.changed:
                days.append(company._clinic_date(row.at))
        last = max(days)
        asked = last >= self._gate_day() - timedelta(days=1)
        line = GateCheck(
            ASKED,
            self.env._("Asked today or yesterday: anything changed?"),
            asked and not waits,
            note=self.env._("Asked on %(day)s", day=format_day(self.env, last)),
        )
        return line._replace(**self._look_first() if waits else self._ask_first())

    def _ask_first(self):
        return {
            "message": self.env._("Nobody has asked for this visit yet"),
            "remedy": self.env._(
                "Ask about illness in the last week, cold sores, pregnancy, new "
                "medicines and injections."
            ),
            "action": "action_nothing_changed",
            "second": "action_something_changed",
        }

    def _look_first(self):
        message = self.env._("Something changed: the practitioner must look")
        if not self._asks_as_clinician():
            remedy = self.env._("Let the client fill it in, or tell the practitioner.")
            return {
                "message": message,
                "remedy": remedy,
                "action": self._forms_action(),
            }
        return {
            "message": message,
            "remedy": self.env._(
                "Ask what, and change the history; or note that it changes nothing."
            ),
            "action": "action_change_history",
            "second": "action_nothing_changed",
        }
