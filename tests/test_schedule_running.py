"""A visit that runs holds its people and room until it really ends."""

from ast import literal_eval

from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time

from .chart_common import NOW, SOON, ChartCase


@freeze_time(NOW)
class TestRunning(ChartCase):
    """A session from 9:00 to 10:00 UTC; the practitioner needs 15 minutes after it."""

    def running(self, begun="09:00"):
        with self.clock(begun):
            return self.started(SOON)

    def clock(self, hour, day=2):
        return freeze_time(f"2026-03-{day:02d} {hour}:00")

    def book_other(self, hour, **values):
        """Book somebody else, as the desk, at an hour of the day."""
        values = {"client": self.other_client, "kind": "consultation", **values}
        return self.book(f"2026-03-02 {hour}:00", **values)

    def assertTaken(self, who, hour, **values):
        with self.assertRaises(UserError) as refused:
            self.book_other(hour, **values)
        self.assertIn(f"{who} is already booked", str(refused.exception))

    def end(self, session, hour):
        with self.clock(hour):
            self.sign_chart(session)

    def test_who_runs_over_is_taken(self):
        session = self.running()
        with self.clock("10:40"):
            self.assertTaken("Paula Practitioner", "10:45", room_id=False)
            colleague = self.make_colleague()
            other = {"practitioner_id": colleague.id}
            self.assertTaken("Room 1", "10:45", **other)
            self.assertTaken(
                "Clara Client", "10:45", room_id=False, client=self.client, **other
            )
            self.assertTrue(self.book_other("13:00"))
        self.end(session, "11:00")
        with self.clock("11:16"):
            self.assertTrue(self.book_other("11:20", duration=30))

    def test_the_job_tells_the_free_times(self):
        session = self.running()
        with self.clock("10:40"):
            self.env["acupuncture.session"]._hold_running()
            later = fields.Datetime.to_datetime("2026-03-02 12:00:00")
            timetable = self.env["acupuncture.timetable"]
            agenda = timetable._agendas(self.practitioner, session.start, later)
            stops = session.booking_ids.mapped("stop")
        self.assertEqual({str(stop) for stop in stops}, {"2026-03-02 10:55:00"})
        begin = fields.Datetime.to_datetime("2026-03-02 10:50:00")
        self.assertFalse(agenda[self.practitioner.id].is_free(begin, later))

    def test_who_ends_early_frees_people_and_room(self):
        session = self.running()
        self.end(session, "09:20")
        with self.clock("09:35"):
            self.assertTrue(self.book_other("09:35", duration=20))

    def test_running_into_the_next_visit_stops_nobody(self):
        session = self.running()
        following = self.book_other("10:15")
        with self.clock("10:40"):
            self.env["acupuncture.session"]._hold_running()
            self.assertTaken("Paula Practitioner", "11:20")
        stops = {row.role: row.stop for row in session.booking_ids}
        self.assertLessEqual(stops["practitioner"], following.start)
        self.end(session, "10:50")
        self.assertEqual(str(session.ended_at), "2026-03-02 10:50:00")
        self.assertEqual(str(following.start), "2026-03-02 10:15:00")

    def test_a_late_start_holds_as_long_as_it_takes(self):
        self.running(begun="09:40")
        with self.clock("09:45"):
            self.assertTaken("Paula Practitioner", "10:30")

    def test_needles_out_is_over_though_the_chart_waits(self):
        session = self.running()
        with self.clock("09:10"):
            chart = self.needled(session)
            chart.action_begin_retention()
        with self.clock("10:20"):
            chart.action_begin_removal()
        with self.clock("10:50"):
            self.assertTrue(self.book_other("10:50"))

    def test_who_forgot_to_sign_blocks_nobody_the_next_day(self):
        self.running()
        with self.clock("10:00", day=3):
            self.assertTrue(self.book("2026-03-03 10:00:00", kind="consultation"))

    def test_undoing_the_start_brings_the_planned_time_back(self):
        session = self.running(begun="09:40")
        with self.clock("09:45"):
            session.action_reset()
        [row] = session.booking_ids.filtered(lambda one: one.role == "client")
        self.assertEqual((row.start, row.stop), (session.start, session.stop))

    def test_today_shows_whoever_is_in_treatment_still(self):
        session = self.running()
        views = self.env["acupuncture.session"]
        arch = etree.fromstring(views.get_view(view_type="search")["arch"])
        [today] = arch.xpath("//filter[@name='today']")
        domain = literal_eval(today.get("domain"))
        with self.clock("09:00", day=3):
            session.invalidate_recordset()
            self.assertIn(session, views.search(domain))
            self.assertTrue(session.is_overdue)
        with self.clock("09:30"):
            session.invalidate_recordset()
            self.assertFalse(session.is_overdue)
        self.end(session, "10:00")
        with self.clock("09:00", day=3):
            self.assertNotIn(session, views.search(domain))
