from datetime import timedelta

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ..foundation.days import format_day
from ..schedule.charge_mixin import SESSION
from .line import (
    HEALTH,
    HISTORY,
    LEAVE_OUT,
    OPEN_SESSION,
    QUESTION,
    REVIEW,
    Remedy,
    gate_line,
)

_lt = LazyTranslate(__name__)

ASKED = "changes"  # the line about the question of the day
CHARGE = "charge"  # the line about what a visit costs
ASK_CLEARANCE = Remedy("action_request_clearance", _lt("Clearance"))
NOTHING_CHANGED = Remedy(
    "action_nothing_changed", _lt("Nothing changed"), _lt("Nothing changed, start")
)
CHANGES_NOTHING = Remedy("action_nothing_changed", _lt("It changes nothing"))
SOMETHING_CHANGED = Remedy("action_something_changed", _lt("Something changed"))
CHANGE_HISTORY = Remedy("action_change_history", _lt("Change the history"))


class GateHealthMixin(models.AbstractModel):
    """Lines about the client's health: history, review, findings, what has changed."""

    _name = "acupuncture.gate.health.mixin"
    _description = "Lines About Health"

    @gate_line(
        "history",
        group=HISTORY,
        order=10,
        label=_lt("Health history"),
        message=_lt("It is missing"),
        advice=_lt("Let the client fill it in."),
        overridable=True,
    )
    def _line_history(self, line, facts):
        for session, verdict in facts.verdicts.items():
            found = line._replace(
                ok=verdict.in_date(session._gate_day()),
                remedies=self._forms_remedies(session),
            )
            if verdict.profiles:
                found = found._replace(message=self.env._("It is out of date"))
            yield session, found

    @gate_line(
        "review",
        group=HEALTH,
        order=10,
        label=_lt("Reviewed by a practitioner"),
        message=_lt("Nobody has reviewed the health history"),
        advice=_lt("Review it first."),
        remedies=(REVIEW,),
        overridable=True,
    )
    def _line_review(self, line, facts):
        for session, verdict in facts.told():
            yield session, line._replace(ok=not verdict.result.needs_review)

    @gate_line("finding", group=HEALTH, order=20, label=_lt("Findings"))
    def _line_finding(self, line, facts):
        for session, verdict in facts.told():
            obstacles = verdict.obstacles()
            if not obstacles:
                yield session, line._replace(ok=True)
            for finding in obstacles:
                item = verdict.items[finding.code]
                message, advice, remedy = self._obstacle(finding)
                yield (
                    session,
                    line._replace(
                        code=f"{finding.effect}:{finding.code}",
                        label=item.name or finding.code,
                        message=message,
                        advice=advice,
                        remedies=(remedy,),
                        overridable=not verdict.is_final(finding),
                    ),
                )

    def _obstacle(self, finding):
        """Return what a finding says about a start, what helps, and by which button."""
        until = finding.until and format_day(self.env, finding.until)
        return {
            "stop": (
                self.env._("No treatment before %(day)s", day=until)
                if until
                else self.env._("No treatment"),
                self.env._("See what the review says."),
                REVIEW,
            ),
            "defer": (
                self.env._("Not before %(day)s", day=until)
                if until
                else self.env._("Postponed, with no date set"),
                self.env._("Move the session."),
                OPEN_SESSION,
            ),
            "clearance": (
                self.env._("The doctor's clearance is missing"),
                self.env._("Ask for it, or file the answer."),
                ASK_CLEARANCE,
            ),
            "unclear": (
                self.env._("Nobody has said when it was")
                if finding.asks == "date"
                else self.env._("It is not clear whether this applies"),
                self.env._("Ask the client, then write the answer into the review."),
                REVIEW,
            ),
        }[finding.effect]

    @gate_line(
        "technique",
        group=HEALTH,
        order=30,
        message=_lt("This technique is closed for the client on that day"),
        advice=_lt("Leave it out this time."),
        remedies=(LEAVE_OUT,),
    )
    def _line_technique(self, line, facts):
        names = self.env["acupuncture.technique"]._names()
        for session, verdict in facts.told():
            for code in verdict.closed():
                closed = line
                if code in verdict.essential:
                    closed = self._essential_closed(line, verdict)
                yield (
                    session,
                    closed._replace(code=f"{line.code}:{code}", label=names[code]),
                )

    def _essential_closed(self, line, verdict):
        return line._replace(
            message=self.env._(
                "The course was sold for it, and it is closed on that day"
            ),
            advice=self.env._(
                "Move the session; or leave it out and say what is charged."
            ),
            # as the findings that close it
            overridable=not any(map(verdict.is_final, verdict.shut())),
        )

    @gate_line(
        "left_out",
        group=HEALTH,
        order=40,
        ok=True,
        note=_lt("Left out this time: do not use it"),
    )
    def _line_left_out(self, line, facts):
        """Remind of what stays out of this session."""
        names = self.env["acupuncture.technique"]._names()
        for session, verdict in facts.told():
            for code in sorted(verdict.left_out):
                yield (
                    session,
                    line._replace(code=f"{line.code}:{code}", label=names[code]),
                )

    @gate_line(
        CHARGE,
        group=HEALTH,
        order=50,
        label=_lt("What the visit costs"),
        message=_lt("What the course was sold for is left out"),
        advice=_lt("Say what is charged."),
        remedies=(LEAVE_OUT,),
    )
    def _line_charge(self, line, facts):
        """Never a session of the course for a visit without what it is sold for."""
        for session, verdict in facts.told():
            if session.charge == SESSION and not verdict.essential:
                yield session, line

    @gate_line(
        "cooling_off",
        group=HEALTH,
        order=60,
        label=_lt("Time to think it over"),
        advice=_lt("Move the session."),
        remedies=(OPEN_SESSION,),
    )
    def _line_cooling_off(self, line, facts):
        """Nobody overrides it: this time is not the clinic's to give."""
        signed = self.env["acupuncture.consent"]._signed_by_guardian(
            facts.minors.client_id, facts.minors.company_id
        )
        treated = facts.minors._last_treated()
        for session in facts.minors:
            whose, company = session._screening_subject(), session.company_id
            since = signed.get(whose)
            if not since or (whose in treated and treated[whose] >= since):
                continue
            days = company.acupuncture_cooling_off_days
            first_day = fields.Date.add(company._clinic_date(since), days=days)
            message = self.env._(
                "Not before %(day)s: %(days)s days after the guardian signed",
                day=format_day(self.env, first_day),
                days=days,
            )
            ok = session._gate_day() >= first_day
            yield session, line._replace(ok=ok, message=message)

    @gate_line(
        ASKED,
        group=QUESTION,
        order=10,
        label=_lt("Asked today or yesterday: anything changed?"),
        message=_lt("Nobody has asked for this visit yet"),
        advice=_lt(
            "Ask about illness in the last week, cold sores, pregnancy, new "
            "medicines and injections."
        ),
        remedies=(NOTHING_CHANGED, SOMETHING_CHANGED),
        aside=True,
    )
    def _line_changes(self, line, facts):
        """Without a history in date everything is asked anew, and that line says it."""
        noted = facts.sessions._answers_noted()
        none = self.env["acupuncture.intake.check"]
        for session, verdict in facts.told():
            day = session._gate_day()
            if not verdict.in_date(day):
                continue
            days, waits = noted.get(session._screening_subject(), none)._told()
            last = max([*days, *(each.answered_on for each in verdict.profiles)])
            note = self.env._("Asked on %(day)s", day=format_day(self.env, last))
            found = self._to_look_at(line, session) if waits else line
            ok = last >= day - timedelta(days=1) and not waits
            yield session, found._replace(ok=ok, note=note)

    def _to_look_at(self, line, session):
        clinician = session._asks_as_clinician()
        return line._replace(
            message=self.env._("Something changed: the practitioner must look"),
            advice=self.env._(
                "Ask what, and change the history; or note that it changes nothing."
            )
            if clinician
            else self.env._("Let the client fill it in, or tell the practitioner."),
            remedies=(CHANGE_HISTORY, CHANGES_NOTHING)
            if clinician
            else self._forms_remedies(session),
        )
