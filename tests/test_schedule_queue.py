"""Who books one practitioner at once waits for the booking alone, not for all of it."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.sql_db import Cursor

from odoo.addons.acupuncture_cosmetic.models.schedule import booking

from .common import ClinicCase

QUEUE = "pg_advisory_xact_lock"


class TestScheduleQueue(ClinicCase):
    def setUp(self):
        super().setUp()
        self.practitioner.calendar_id = False  # no hour of the day is outside
        today = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        self.start = today + timedelta(days=30)
        self._session(start=self.start - timedelta(days=7))  # warms what servers know

    def _statements(self, act):
        """Return what is asked of PostgreSQL until the commit would come."""
        asked = []
        execute = Cursor.execute

        def watched(cursor, query, params=None, **kwargs):
            execute(cursor, query, params, **kwargs)
            asked.append(cursor._obj.query.decode())

        self.env.flush_all()
        with patch.object(Cursor, "execute", watched):
            act()
            self.env.flush_all()
            self.env.cr.precommit.run()
        return asked

    def _held(self, act):
        """Return what is asked while others wait for the same practitioner."""
        asked = self._statements(act)
        place = str(booking._LOCK_RESOURCE)
        first = next(
            number
            for number, query in enumerate(asked)
            if QUEUE in query and place in query
        )
        return asked[first + 1 :]

    def _session(self, **values):
        return self.env["acupuncture.session"].create(
            {
                "kind": "consultation",
                "client_id": self.client.id,
                "practitioner_id": self.practitioner.id,
                "start": self.start,
                "duration": 60,
                **values,
            }
        )

    def test_a_booking_holds_the_queue_for_its_rows_alone(self):
        held = self._held(self._session)
        written = [query.split()[2] for query in held if query.startswith("INSERT")]
        self.assertEqual(written, ['"acupuncture_booking"'])
        self.assertLessEqual(len(held), 2, "\n".join(held))

    def test_a_treatment_has_its_credit_before_it_queues(self):
        course = self.sell_course()
        self.make_ready()

        def book():
            self._session(kind="treatment", course_id=course.id)

        held = self._held(book)
        self.assertLessEqual(len(held), 2, "\n".join(held))

    def test_a_move_tells_the_calendar_before_it_queues(self):
        session = self._session()
        later = self.start + timedelta(hours=3)
        held = self._held(lambda: session.write({"start": later}))
        self.assertFalse([query for query in held if "calendar" in query])
        self.assertLessEqual(len(held), 5, "\n".join(held))

    def test_a_drag_tells_the_calendar_before_it_queues(self):
        session = self._session()
        later = self.start + timedelta(hours=3)
        times = {"start": later, "stop": later + timedelta(hours=1)}
        held = self._held(lambda: session.event_id.write(times))
        self.assertFalse([query for query in held if "calendar" in query])
        self.assertLessEqual(len(held), 5, "\n".join(held))

    def test_what_is_seen_to_be_taken_is_refused_without_queueing(self):
        self._session()

        def refused():
            with self.assertRaises(UserError):
                self._session(client_id=self.other_client.id)

        place = str(booking._LOCK_RESOURCE)
        queued = [
            query
            for query in self._statements(refused)
            if QUEUE in query and place in query
        ]
        self.assertEqual(queued, [])

    def test_clients_come_first_in_every_queue(self):
        """A booking holds its client's place long before it asks for the others."""
        self.assertLess(booking._LOCK_CLIENT, booking._LOCK_RESOURCE)
        self._session()

        def turnover():
            self.practitioner.turnover_minutes += 5

        queues = [query for query in self._statements(turnover) if QUEUE in query]
        self.assertIn(str(booking._LOCK_CLIENT), queues[0])
