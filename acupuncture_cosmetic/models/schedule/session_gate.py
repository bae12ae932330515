from datetime import timedelta
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError

from ..foundation.days import format_day
from ..foundation.guard import hang_trigger

ACTING = "practitioner"  # the line about who is looking, not about the session
ASKED = "changes"  # the line about the question of the day
# Who stands before the client mends these; an override is no answer to them.
ASIDE = (ACTING, ASKED)
EARLY = timedelta(hours=1)  # who comes so much earlier may begin


class GateCheck(NamedTuple):
    """One line of the checklist before a treatment.

    :param action: the verb of the session that mends a red line, if there is one
    :param note: what a green line has to add
    :param overridable: the clinical lead may start all the same, with a reason
    :param second: the verb of the other answer, where the line asks something
    """

    code: str
    label: str
    ok: bool = True
    message: str = ""
    remedy: str = ""
    action: str = ""
    overridable: bool = False
    note: str = ""
    second: str = ""


class Session(models.Model):
    _inherit = "acupuncture.session"

    def init(self):
        """Let PostgreSQL refuse one of two: a start, and a change of what it read."""
        result = super().init()
        hang_trigger(
            self,
            "gate_start",
            "BEFORE UPDATE OF state",
            condition="NEW.kind = 'treatment' AND NEW.state = 'in_treatment'"
            " AND OLD.state <> 'in_treatment'",
        )
        return result

    def _hold_gate(self):
        """Take hold of all that the gate reads, or try again with what is new.

        :raises SerializationFailure: something of it has changed meanwhile
        """
        treatments = self.filtered(lambda session: session.kind == "treatment")
        whose = sorted(
            (
                one.client_id.id,
                one.company_id.id,
                one.course_id.id or 0,
                one.practitioner_id.id,
            )
            for one in treatments
        )
        self.env.cr.execute(
            "SELECT acupuncture_gate_hold(client, company, course, practitioner) "
            "FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) "
            "AS t(client, company, course, practitioner)",
            [list(column) for column in zip(*whose, strict=True)] or [[]] * 4,
        )

    def _check_gate(self):
        lines = [
            f"• {session.display_name}: {check.label}: {check.message}. {check.remedy}"
            for session, checks in self._gate_checks(neutral=True).items()
            for check in checks
            if not check.ok
        ]
        if lines:
            intro = self.env._("The session cannot start yet:")
            raise UserError("\n".join([intro, *lines]))

    def _gate_failures(self):
        """Return session -> list of (code, message, remedy) of all that is red.

        Neutral for everybody: an error message reaches the server log.
        """
        return {
            session: [(c.code, c.message, c.remedy) for c in checks if not c.ok]
            for session, checks in self._gate_checks(neutral=True).items()
        }

    def _gate_checks(self, neutral=False):
        """Return session -> list of checks, green and red; later rooms add theirs.

        A consultation has no gate.

        :param neutral: tell nobody a cause, not even who may know it
        """
        treatments = self.filtered(lambda session: session.kind == "treatment")
        acting = treatments._acting_practitioners()
        return {
            session: [
                session._credit_check(),
                session._hold_check(),
                session._licence_check(),
                *session._acting_checks(acting),
                session._time_check(),
            ]
            for session in treatments
        }

    def _gate_day(self):
        """Return the day the gate asks about: the session's, or today if it is late."""
        self.ensure_one()
        company = self.company_id
        return max(company._clinic_date(self.start), company._clinic_today())

    def _credit_check(self):
        spared = not self._owe_a_session()
        reserved = self.credit_id.state == "reserved"
        until = self.course_id.usable_until
        over = reserved and until and until < self._gate_day()
        return GateCheck(
            "credit",
            self.env._("Session of a course"),
            spared or (reserved and not over),
            self.env._(
                "%(course)s was valid until %(day)s",
                course=self.course_id.name,
                day=format_day(self.env, until),
            )
            if over
            else self.env._("No session of a course is reserved"),
            self.env._("Have a manager extend it, or book on another course.")
            if over
            else self.env._("Sell a course, then book this session on it."),
            "action_view_client_courses",
            note=self._charge_note() if spared else "",
        )

    def _hold_check(self):
        return GateCheck(
            "on_hold",
            self.env._("Course is running"),
            self.course_id.state != "on_hold",
            self.env._("%(course)s is on hold", course=self.course_id.name),
            self.env._("Resume the course first."),
            "action_resume_course",
            overridable=True,
        )

    def _licence_check(self):
        failure = self.practitioner_id._licence_failure(self._gate_day())
        return GateCheck(
            "licence",
            self.env._("Licence and certification"),
            not failure,
            failure or "",
            self.env._(
                "Choose another practitioner, or have a manager update the licence."
            ),
            "action_view_placement",
        )

    def _acting_practitioners(self):
        """Return the practitioners that the present user is, in these clinics."""
        return self.env["resource.resource"].search(
            [
                ("acu_role", "=", "practitioner"),
                ("user_id", "=", self.env.uid),
                ("company_id", "in", self.company_id.ids),
            ]
        )

    def _acting_checks(self, acting):
        """Who starts is who treats: the record must not name somebody else."""
        if self.env.su or not self.env.user.has_group(
            "acupuncture_cosmetic.group_practitioner"
        ):
            return []
        own = acting.filtered(lambda one: one.company_id == self.company_id)
        return [
            GateCheck(
                ACTING,
                self.env._("You treat as booked"),
                self.practitioner_id in own,
                self.env._(
                    "It is booked with %(practitioner)s, not with you",
                    practitioner=self.practitioner_id.name,
                )
                if own
                else self.env._("You are not a practitioner of this clinic"),
                self.env._("Take it over first, so that it says who treated.")
                if own
                else self.env._("Have a manager set you up as one."),
                "action_take_over" if own else "",
            )
        ]

    def _time_check(self):
        """What was planned for another day or hour has no place here and now."""
        return GateCheck(
            "other_time",
            self.env._("Planned for now"),
            self.start - EARLY <= fields.Datetime.now() < self.stop,
            self.env._(
                "This was planned for another day or hour: %(moment)s",
                moment=self._format(self.start),
            ),
            self.env._("Move it here: the times of people and room are looked at."),
            "action_move_to_today",
        )
