from psycopg2.errors import SerializationFailure

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..foundation.days import format_day


class CreditReservationMixin(models.AbstractModel):
    """Which credit of which course a session takes, however many book at once.

    Part of ``acupuncture.course``, whose own fields it reads.
    """

    _name = "acupuncture.credit.reservation.mixin"
    _description = "Credits for Sessions"

    @api.model
    def _reserve_credits(self, sessions):
        """Give each session a credit of its course, or of the first to expire.

        A fixed number of queries for any number of sessions of a few courses. Credits
        that another booking holds at this moment are passed over.

        :param sessions: treatments without a credit, with client and start
        :raises UserError: names the client, the reason and the remedy
        """
        sessions = sessions.sorted("start")
        chosen = self._choose_courses(sessions)
        for course, own in sessions.grouped(lambda session: chosen[session]).items():
            own._sealed_link("credit_id", course._lock_credits(len(own)))
            unasked = own.filtered(lambda session: not session.course_id)
            unasked._sealed_write({"course_id": course.id})
        sessions.course_id._check_part_paid()
        sessions.credit_id._reserve(
            self.env._("Session booked"), sessions.grouped("credit_id")
        )

    @api.model
    def _restore_credits(self, sessions, reason):
        """Reserve again for sessions whose charge is undone.

        What was reserved before comes back, so the rules of new bookings do not count.

        :param sessions: treatments whose credit is used, forfeited or released
        :raises UserError: the course is cancelled, or has no open session left
        """
        for course, own in sessions.grouped("course_id").items():
            if course.cancelled_on:
                raise UserError(course._no_credit_message(own[0]))
            own.credit_id._void(reason)
            spared = own.filtered(lambda session: not session.credit_id)
            credits = course._lock_credits(len(spared)) if spared else ()
            for session, credit in zip(spared, credits, strict=True):
                session._sealed_write({"credit_id": credit.id})
        sessions.credit_id._reserve(reason)

    def _check_part_paid(self):
        """Hook: refuse more booked sessions than what is paid of these courses allows.

        :raises UserError: names what must be paid first
        """

    def _lock_credits(self, count, wanted=None):
        """Return the next open credits of this course, held for this booking.

        :param wanted: choose among these of the course
        :raises UserError: other bookings took the last ones meanwhile
        :raises SerializationFailure: they took some and left enough: Odoo tries again
        """
        credits = self.credit_ids & wanted if wanted else self.credit_ids
        credits = credits.filtered(lambda credit: credit.state == "available")
        try:
            with mute_logger("odoo.sql_db"):
                credits = credits.sorted("number").try_lock_for_update(limit=count)
        except SerializationFailure:
            # The winner committed after our snapshot: a new one shows what is left.
            with self.env.registry.cursor() as cr:
                course = self.with_env(self.env(cr=cr))
                if course.available_count >= count:
                    raise
                message = course._none_left_message()
            raise UserError(message) from None
        if len(credits) < count:
            raise UserError(self._none_left_message())
        return credits

    def _choose_courses(self, sessions):
        """Return session -> course: the one chosen, else the first to expire."""
        unasked = sessions.filtered(lambda session: not session.course_id)
        candidates = unasked and self.search(
            [
                ("client_id", "in", unasked.client_id.ids),
                ("company_id", "in", unasked.company_id.ids),
                ("state", "=", "active"),
                ("available_count", ">", 0),
            ],
            order="usable_until, id",  # PostgreSQL puts the unlimited ones last
        )
        left = {course: course.available_count for course in candidates}
        chosen = {}
        for session in sessions:
            wanted = session.course_id
            if wanted:
                left.setdefault(wanted, wanted.available_count)
            for course in wanted or candidates:
                if left[course] > 0 and course._may_take(session):
                    left[course] -= 1
                    chosen[session] = course
                    break
            else:
                raise UserError((wanted or self)._no_credit_message(session))
        return chosen

    def _may_take(self, session):
        """Tell whether this course may carry that session, payment aside."""
        self.ensure_one()
        until = self.usable_until
        return (
            self.state == "active"
            and self.client_id == session.client_id
            and self.company_id == session.company_id
            and (not until or self.company_id._clinic_date(session.start) <= until)
        )

    def _no_credit_message(self, session):
        """Say why no credit was found for a session, and what to do."""
        client = session.client_id.display_name
        if not self:
            return self.env._(
                "%(client)s has no active course with an open session valid on "
                "%(day)s. Sell a course, or choose an earlier day.",
                client=client,
                day=format_day(
                    self.env, session.company_id._clinic_date(session.start)
                ),
            )
        course = self.name
        if self.client_id != session.client_id:
            return self.env._(
                "%(course)s belongs to %(owner)s, not to %(client)s. Choose a course "
                "of this client.",
                course=course,
                owner=self.client_id.display_name,
                client=client,
            )
        if self.state != "active":
            return self.env._(
                "%(course)s of %(client)s is not active (%(state)s). Resume it, or "
                "sell a new course.",
                course=course,
                client=client,
                state=dict(self._fields["state"]._description_selection(self.env))[
                    self.state
                ],
            )
        if self.available_count:
            return self.env._(
                "%(course)s of %(client)s is valid until %(until)s. Choose an earlier "
                "day, or have a manager extend it.",
                course=course,
                client=client,
                until=format_day(self.env, self.usable_until),
            )
        return self._none_left_message()

    def _none_left_message(self):
        return self.env._(
            "%(course)s of %(client)s has no open session left. Cancel a planned one, "
            "or sell another course.",
            course=self.name,
            client=self.client_id.display_name,
        )
