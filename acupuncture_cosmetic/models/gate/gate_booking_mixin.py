from datetime import timedelta

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ..foundation.days import format_day
from .line import BOOKING, OPEN_SESSION, Remedy, gate_line

_lt = LazyTranslate(__name__)

TAKE_OVER = Remedy("action_take_over", _lt("I treat"))
EARLY = timedelta(hours=1)  # who comes so much earlier may begin


class GateBookingMixin(models.AbstractModel):
    """Lines about the booking: paid for, running, licensed, by whom, and now."""

    _name = "acupuncture.gate.booking.mixin"
    _description = "Lines About the Booking"

    @gate_line(
        "credit",
        group=BOOKING,
        order=10,
        label=_lt("Session of a course"),
        message=_lt("No session of a course is reserved"),
        advice=_lt("Sell a course, then book this session on it."),
        remedies=(Remedy("action_view_client_courses", _lt("Courses")),),
    )
    def _line_credit(self, line, facts):
        owing = facts.sessions._owe_a_session()
        for session in facts.sessions:
            until = session.course_id.usable_until
            if session not in owing:
                note = session._charge_note()
                yield session, line._replace(ok=True, note=note)
            elif session.credit_id.state != "reserved":
                yield session, line
            elif until and until < session._gate_day():
                yield session, self._over(line, session.course_id)
            else:
                yield session, line._replace(ok=True)

    def _over(self, line, course):
        message = self.env._(
            "%(course)s was valid until %(day)s",
            course=course.name,
            day=format_day(self.env, course.usable_until),
        )
        advice = self.env._("Have a manager extend it, or book on another course.")
        return line._replace(message=message, advice=advice)

    @gate_line(
        "on_hold",
        group=BOOKING,
        order=20,
        label=_lt("Course is running"),
        advice=_lt("Resume the course first."),
        remedies=(Remedy("action_resume_course", _lt("Resume")),),
        overridable=True,
    )
    def _line_on_hold(self, line, facts):
        for session in facts.sessions:
            course = session.course_id
            message = self.env._("%(course)s is on hold", course=course.name)
            running = course.state != "on_hold"
            yield session, line._replace(ok=running, message=message)

    @gate_line(
        "licence",
        group=BOOKING,
        order=30,
        label=_lt("Licence and certification"),
        advice=_lt(
            "Choose another practitioner, or have a manager update the licence."
        ),
        remedies=(OPEN_SESSION,),
    )
    def _line_licence(self, line, facts):
        for session in facts.sessions:
            day = session._gate_day()
            failure = session.practitioner_id._licence_failure(day)
            yield session, line._replace(ok=not failure, message=failure or "")

    @gate_line(
        "practitioner",
        group=BOOKING,
        order=40,
        label=_lt("Booked with you"),
        message=_lt("You are not a practitioner of this clinic"),
        advice=_lt("Have a manager set you up as one."),
        aside=True,  # about who is looking, not about the session
    )
    def _line_practitioner(self, line, facts):
        """Who starts is who treats: the record must not name somebody else."""
        starter = self.env.user.has_group("acupuncture_cosmetic.group_practitioner")
        if self.env.su or not starter:
            return
        acting = facts.sessions._acting_practitioners()
        clinics = acting.company_id
        for session in facts.sessions:
            if session.practitioner_id in acting:
                yield session, line._replace(ok=True)
            elif session.company_id in clinics:
                yield session, self._to_take_over(line, session.practitioner_id)
            else:
                yield session, line

    def _to_take_over(self, line, practitioner):
        return line._replace(
            message=self.env._(
                "It is booked with %(practitioner)s, not with you",
                practitioner=practitioner.name,
            ),
            advice=self.env._(
                "Take it over first, so that the record names who treated."
            ),
            remedies=(TAKE_OVER,),
        )

    @gate_line(
        "other_time",
        group=BOOKING,
        order=50,
        label=_lt("Planned for now"),
        advice=_lt("Move it here, if people and room are free."),
        remedies=(Remedy("action_move_to_today", _lt("Move Here")),),
    )
    def _line_other_time(self, line, facts):
        """What was planned for another day or hour has no place here and now."""
        now = fields.Datetime.now()
        for session in facts.sessions:
            message = self.env._(
                "This was planned for another day or hour: %(moment)s",
                moment=session._format(session.start),
            )
            due = session.start - EARLY <= now < session.stop
            yield session, line._replace(ok=due, message=message)
