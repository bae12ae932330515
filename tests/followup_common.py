"""What the tests of the followup room share: a fixed clock, a client with a course."""

from datetime import datetime, timedelta

from odoo.tests import freeze_time

from .common import ClinicCase

NOW = datetime(2026, 5, 4, 8)  # a Monday, 10:00 in Vienna


class FollowupCase(ClinicCase):
    """A course of twelve sessions sold today; nothing booked yet."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(NOW))
        super().setUpClass()
        cls.client.email = "clara@example.com"
        cls.Followup = cls.env["acupuncture.followup"]
        every = cls.env["acupuncture.followup.rule"].with_context(active_test=False)
        cls.rules = {
            rule.code: rule for rule in every.search([("company_id", "=", False)])
        }
        cls.course = cls.sell_course()
        cls.make_ready()

    @classmethod
    def at(cls, **delta):
        """Return a clock that stands at NOW plus a time."""
        return freeze_time(NOW + timedelta(**delta))

    @classmethod
    def book_in(cls, days, course=None, **values):
        """Return a session that starts some days from NOW."""
        course = cls.course if course is None else course
        start = NOW + timedelta(days=days)
        return cls.book(values.pop("start", start), course_id=course.id, **values)

    @classmethod
    def treat(cls, session):
        """Take a session through its hour, as it was planned."""
        with freeze_time(session.start):
            session.action_arrive()
            cls.ask_again(session)
            session.action_start()
        with freeze_time(session.stop):
            if session.kind == "consultation":
                session.action_finish()
            else:
                cls.sign_chart(session)

    def find(self, code, record=None):
        """Return the follow-ups of a rule, of one session or course where given."""
        domain = [("rule_id", "=", self.rules[code].id)]
        if record:
            link = "course_id" if record._name == "acupuncture.course" else "session_id"
            domain.append((link, "=", record.id))
        return self.Followup.search(domain)

    def run_due(self, **delta):
        """Carry out what is due at NOW plus a time."""
        with self.at(**delta):
            due = self.Followup._lock_due(1000)
            due._run()
        return due
