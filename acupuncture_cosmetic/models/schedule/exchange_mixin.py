from odoo import models
from odoo.exceptions import UserError

from ..foundation.windows import dialog
from .charge_mixin import NOTHING
from .session_states import CHARGED, UPCOMING


class ExchangeMixin(models.AbstractModel):
    """What was chosen wrongly is exchanged: the client, the course, the credit.

    While the visit lies ahead or goes on that is the desk's, without a charge however
    late it is. Once it is charged, a manager corrects the journal with new entries.
    """

    _name = "acupuncture.exchange.mixin"
    _description = "Put on Another Client, Course or Credit"

    def action_exchange(self):
        """Ask what was chosen wrongly, and what is right."""
        self.ensure_one()
        self._check_exchangeable()
        return dialog(
            self.env["acupuncture.session.exchange"],
            self.env._("Change Client or Course"),
            "medium",
            session_id=self.id,
        )

    def _exchange(self, reason, client=None, course=None, credit=None):
        """Put this visit on another client, course or credit; return the session.

        Another client takes over the time with a session of their own: what was asked,
        noted and sent stays with whom it was for.

        :param course: of that client; empty: their first to expire
        :param credit: a certain open session of the course
        :raises UserError: says what stands in the way, and the remedy
        """
        self._check_exchangeable()
        course = course or credit and credit.course_id
        if client and client != self.client_id:
            return self._hand_over(client, course, reason)
        if not course or course == self.course_id and credit in (None, self.credit_id):
            raise UserError(
                self.env._(
                    "%(session)s is already booked like that. Choose another client, "
                    "course or credit.",
                    session=self.display_name,
                )
            )
        self._recharge(course, credit, self._exchange_words(reason))
        return self

    def _charge_nothing(self, reason):
        """Correct the journal of a session that took place: it is not charged.

        :raises UserError: no session of a course is charged, or that one is cancelled
        """
        self._check_exchangeable()
        if self.state != "done":
            raise UserError(
                self.env._(
                    "%(session)s is %(state)s: cancel or waive it instead.",
                    session=self.display_name,
                    state=self._state_label(),
                )
            )
        words = self._exchange_words(reason)
        course = self.course_id
        with course._transition():
            self.credit_id._void(words)
            self._sealed_write({"credit_id": False, "charge": NOTHING})
        self._exchanged(course)
        self._message_log(body=words)

    def _exchange_words(self, reason):
        return self.env._(
            "Corrected by %(user)s: %(reason)s", user=self.env.user.name, reason=reason
        )

    def _check_exchangeable(self):
        """Refuse what was not charged, and what is not this user's to correct."""
        self.ensure_one()
        self._check_role("manager" if self.state in CHARGED else "front_desk")
        if not self.credit_id and self.kind == "treatment":
            raise UserError(
                self.env._(
                    "%(session)s uses no session of a course, so there is none to "
                    "exchange.",
                    session=self.display_name,
                )
            )
        if self.state in CHARGED and self.course_id.cancelled_on:
            raise UserError(
                self.env._(
                    "%(session)s was charged to %(course)s, which is cancelled: a "
                    "session given back could not be used. Ask billing to credit its "
                    "invoice.",
                    session=self.display_name,
                    course=self.course_id.name,
                )
            )

    def _hand_over(self, client, course, reason):
        """Free the time without a charge, and book it for the right client."""
        if self.state not in UPCOMING:
            raise UserError(
                self.env._(
                    "%(session)s is %(state)s: what was done and noted belongs to "
                    "%(client)s. Undo that step first, then change the client. If it "
                    "is signed, it stays, and a manager corrects what it is charged "
                    "to.",
                    session=self.display_name,
                    state=self._state_label(),
                    client=self.client_id.name,
                )
            )
        state = self.state
        self._cancel_in_time(self._exchange_words(reason))
        other = self.create(
            {
                "kind": self.kind,
                "client_id": client.id,
                "course_id": course and course.id,
                "company_id": self.company_id.id,
                "practitioner_id": self.practitioner_id.id,
                "room_id": self.room_id.id,
                "start": self.start,
                "duration": self.duration,
            }
        )
        if state != "planned":
            other.action_confirm()
        if state == "arrived":
            other.action_arrive()
        self._log_hand_over(other, self._exchange_words(reason))
        return other

    def _log_hand_over(self, other, words):
        """Let each of the two sessions say where the time went, or came from."""
        self._message_log(
            body=self.env._(
                "%(reason)s. Now booked as %(session)s.",
                reason=words,
                session=other.name,
            )
        )
        other._message_log(
            body=self.env._(
                "%(reason)s. Previously booked as %(session)s.",
                reason=words,
                session=self.name,
            )
        )

    def _recharge(self, course, credit, words):
        """Give the credit back and take one of another course, with new entries."""
        self._check_takes(course, credit)
        old, before, state = self.credit_id, self.course_id, self.credit_id.state
        courses = before | course
        with courses._transition():
            old._release(words) if state == "reserved" else old._void(words)
            new = course._lock_credits(1, credit)
            self._sealed_write({"course_id": course.id, "credit_id": new.id})
            if state == "reserved":
                course._check_part_paid()
            new._reserve(words, {new: self})
            if state == "used":
                new._use(words)
            elif state == "forfeited":
                new._forfeit(words)
        self._project()
        self._exchanged(courses)
        self._message_log(body=words)

    def _check_takes(self, course, credit):
        """Refuse a course that cannot carry this visit."""
        if credit and (credit.course_id != course or credit.state != "available"):
            raise UserError(
                self.env._(
                    "%(credit)s is not an open session of %(course)s. Choose another "
                    "one.",
                    credit=credit.display_name,
                    course=course.name,
                )
            )
        if not course._may_take(self) or not course.available_count:
            raise UserError(course._no_credit_message(self))
        given, sold = (each._planned_techniques() for each in (course, self.course_id))
        if self.state == "in_treatment" and not given <= sold:
            raise UserError(
                self.env._(
                    "%(session)s is in treatment, and %(course)s includes techniques "
                    "that were not checked before it started. Undo the start, change "
                    "the course, and start again.",
                    session=self.display_name,
                    course=course.name,
                )
            )

    def _exchanged(self, courses):
        """Hook: this session was put on another course or credit.

        :param courses: the one it was on and the one it is on
        """
