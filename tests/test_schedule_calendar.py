"""The calendar shows sessions: neutral, hidden from outsiders, and moves them back."""

import re
from datetime import datetime
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.sql_db import Cursor
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import ClinicCase

START = "2026-03-09 09:00:00"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestCalendar(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()
        cls.session = cls.book(START)
        cls.event = cls.session.event_id

    def drag(self, user="practitioner", **vals):
        self.event.with_user(self.users[user]).write(vals)

    def written(self, change, *args, **kwargs):
        """Return which of session and event PostgreSQL is asked to hold, in order."""
        wanted = re.compile(
            r'\s*(?:UPDATE|DELETE FROM|SELECT id FROM) "(acupuncture_session"'
            r'(?=.*FOR NO KEY UPDATE|\s+SET)|calendar_event"(?! WHERE.*SELECT))',
            re.S,
        )
        held, execute = [], Cursor.execute

        def watched(cursor, query, params=None, **options):
            text = query.code if isinstance(query, SQL) else query
            if found := wanted.match(text):
                held.append(found[1].strip('"'))
            return execute(cursor, query, params, **options)

        self.env.flush_all()
        with patch.object(Cursor, "execute", watched):
            change(*args, **kwargs)
            self.env.flush_all()
        return list(dict.fromkeys(held))

    def test_session_and_event_are_written_in_one_order_from_both_sides(self):
        """Two orders wait for each other, until PostgreSQL ends one after a second."""
        order = ["acupuncture_session", "calendar_event"]
        moved = {"start": "2026-03-10 09:00:00", "stop": "2026-03-10 10:00:00"}
        self.assertEqual(self.written(self.drag, **moved), order)
        desk = self.session.with_user(self.users["front_desk"])
        self.assertEqual(
            self.written(desk.write, {"start": "2026-03-11 09:00:00"}), order
        )
        self.assertEqual(self.written(self.drag, active=False), order)
        for change in ("action_cancel", "unlink"):
            session = self.book("2026-03-16 09:00:00", course_id=self.course.id)
            record = session if change == "action_cancel" else session.event_id
            with self.subTest(change):
                self.assertEqual(self.written(getattr(record, change)), order)

    def test_the_event_says_nothing_but_the_time(self):
        self.assertRecordValues(
            self.event,
            [
                {
                    "name": "Appointment",
                    "privacy": "private",
                    "start": self.session.start,
                    "stop": self.session.stop,
                    "description": False,
                    "location": False,
                    "user_id": self.users["practitioner"].id,
                    "res_model": False,
                }
            ],
        )
        self.assertEqual(self.event.partner_ids, self.users["practitioner"].partner_id)

    def test_nobody_marks_an_own_event_as_the_clinics(self):
        desk = self.env(user=self.users["front_desk"])
        lunch = (
            desk["calendar.event"]
            .with_context(default_acupuncture_company_id=self.company.id)
            .create(
                {
                    "name": "Lunch",
                    "start": START,
                    "stop": "2026-03-09 10:00:00",
                    "acupuncture_company_id": self.company.id,
                }
            )
        )
        self.assertFalse(lunch.acupuncture_company_id)
        with self.assertRaises(UserError):
            lunch.acupuncture_company_id = self.company

    def test_an_appointment_stays_busy_and_stays_cancelled(self):
        with self.assertRaises(UserError):
            self.drag(show_as="free")
        self.drag(active=False)
        self.assertEqual(self.session.state, "cancelled")
        with self.assertRaises(UserError):
            self.drag(active=True)

    def test_no_mail_and_no_activity_leaves(self):
        mails = self.env["mail.mail"].search_count([])
        session = self.book("2026-03-10 09:00:00")
        session.start = "2026-03-11 09:00:00"
        session.action_cancel()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(session.activity_ids)

    def test_the_calendar_file_is_neutral(self):
        text = self.event._get_ics_file()[self.event.id].decode()
        self.assertIn(f"Appointment with {self.company.name}", text)
        for words in ("Clara", "Facial", self.session.name):
            self.assertNotIn(words, text)

    def test_only_clinic_staff_can_find_it(self):
        for role in ("marketing", "employee", "billing"):
            user = self.users[role]
            events = self.env["calendar.event"].with_user(user)
            attendees = self.env["calendar.attendee"].with_user(user)
            with self.subTest(role):
                self.assertFalse(events.search([("id", "=", self.event.id)]))
                self.assertFalse(attendees.search([("event_id", "=", self.event.id)]))
                with self.assertRaises(AccessError):
                    self.event.with_user(user).read(["start"])
        desk = self.env["calendar.event"].with_user(self.users["front_desk"])
        self.assertTrue(desk.search([("id", "=", self.event.id)]))

    def test_other_events_stay_visible_to_everybody(self):
        event = self.env["calendar.event"].create(
            {"name": "Staff lunch", "start": START, "stop": "2026-03-09 10:00:00"}
        )
        self.assertEqual(event.with_user(self.users["employee"]).name, "Staff lunch")

    def test_colleagues_see_that_a_practitioner_is_busy_and_nothing_else(self):
        employee = self.users["employee"]
        partner = self.users["practitioner"].partner_id
        busy = partner.with_user(employee)._get_busy_calendar_events(
            datetime(2026, 3, 9, 9, 30), datetime(2026, 3, 9, 9, 45)
        )[partner.id]
        self.assertEqual(busy.mapped("start"), [self.session.start])
        self.assertFalse(busy.ids)
        meeting = (
            self.env["calendar.event"]
            .with_user(employee)
            .create(
                {
                    "name": "Meeting",
                    "start": START,
                    "stop": "2026-03-09 10:00:00",
                    "partner_ids": [Command.set(partner.ids)],
                }
            )
        )
        self.assertEqual(meeting.unavailable_partner_ids, partner)

    def test_dragging_moves_the_session_and_its_bookings(self):
        self.drag(start="2026-03-10 09:00:00", stop="2026-03-10 10:30:00")
        self.assertEqual(self.session.start, datetime(2026, 3, 10, 9))
        self.assertEqual(self.session.duration, 90)
        self.assertEqual(
            set(self.session.booking_ids.mapped("start")), {self.session.start}
        )

    def test_writing_only_the_start_keeps_the_length(self):
        self.drag(start="2026-03-10 09:00:00")
        self.assertEqual(self.session.duration, 60)
        self.assertEqual(self.event.stop, self.session.stop)

    def test_dragging_onto_a_taken_time_is_refused_with_the_reason(self):
        self.book("2026-03-10 09:00:00", client=self.other_client, kind="consultation")
        with self.assertRaisesRegex(UserError, "Paula Practitioner is already booked"):
            self.drag(start="2026-03-10 09:30:00")

    def test_moving_the_session_moves_the_event(self):
        self.session.with_user(self.users["front_desk"]).start = "2026-03-11 09:00:00"
        self.assertEqual(self.event.start, datetime(2026, 3, 11, 9))

    def test_deleting_the_event_cancels_the_session(self):
        self.event.with_user(self.users["practitioner"]).unlink()
        self.assertEqual(self.session.state, "cancelled")
        self.assertFalse(self.session.event_id)
        self.assertEqual(self.course.available_count, 12)

    def test_deleting_it_late_leads_to_the_session(self):
        event = self.event.with_user(self.users["practitioner"])
        for name, away in {
            "delete": event.unlink,
            "archive": event.action_archive,
            "write": lambda: event.write({"active": False}),
            "sync": lambda: event.action_mass_archive("self_only"),
        }.items():
            with self.subTest(name), freeze_time("2026-03-09 08:30:00"):
                with self.assertRaises(RedirectWarning) as told:
                    away()
                words, action = told.exception.args[:2]
                self.assertIn("too late", words)
                self.assertEqual(
                    (action["res_model"], action["res_id"]),
                    ("acupuncture.session", self.session.id),
                )
                self.assertEqual(self.session.state, "planned")
                self.assertEqual(self.session.credit_id.state, "reserved")

    def test_deleting_it_late_costs_nothing_where_nothing_is_charged(self):
        uncharged = {"Deferred": self.session}
        with (
            freeze_time("2026-03-09 08:30:00"),
            patch.object(type(self.session), "_uncharged", lambda late: uncharged),
        ):
            self.event.with_user(self.users["practitioner"]).unlink()
        self.assertEqual(self.session.state, "cancelled")

    def test_what_is_asked_of_a_series_cancels_the_one_session(self):
        for verb in ("action_mass_archive", "action_mass_deletion"):
            for setting in ("self_only", "future_events", "all_events"):
                with self.subTest(verb, setting=setting):
                    session = self.book("2026-03-19 09:00:00", course_id=self.course.id)
                    event = session.event_id.with_user(self.users["front_desk"])
                    getattr(event, verb)(setting)
                    self.assertEqual(session.state, "cancelled")
                    self.assertFalse(session.event_id)

    def test_archiving_the_event_cancels_the_session(self):
        self.drag(active=False)
        self.assertEqual(self.session.state, "cancelled")

    def test_the_archive_of_a_list_cancels_the_session_too(self):
        own = self.env["calendar.event"].create({"name": "Own"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.event.with_user(self.users["employee"]).action_archive()
        (self.event + own).with_user(self.users["front_desk"]).action_archive()
        self.assertEqual(self.session.state, "cancelled")
        self.assertFalse(own.active)

    def test_only_the_session_says_who_comes(self):
        attendees = self.env["calendar.attendee"].with_user(self.users["practitioner"])
        own = self.env["calendar.event"].with_user(self.users["practitioner"])
        own = own.create({"name": "Own", "start": START, "stop": START})
        guest = {"partner_id": self.other_client.id}
        invited = attendees.create({**guest, "event_id": own.id})
        attempts = (
            lambda: attendees.create({**guest, "event_id": self.event.id}),
            lambda: invited.write({"event_id": self.event.id}),
            lambda: self.event.attendee_ids.with_env(attendees.env).write(guest),
            lambda: self.event.attendee_ids.with_env(attendees.env).unlink(),
        )
        for number, attempt in enumerate(attempts):
            with (
                self.subTest(number),
                self.assertRaisesRegex(UserError, "Guests"),
                self.env.cr.savepoint(),
            ):
                attempt()
        invited.unlink()

    def test_cancelling_the_session_removes_the_event(self):
        self.session.action_cancel()
        self.assertFalse(self.event.exists())

    def test_a_done_session_stays_in_the_calendar(self):
        with freeze_time("2026-03-09 09:00:00"):
            self.make_ready()
            self.session.action_arrive()
            self.session.action_start()
            self.sign_chart(self.session)
        with self.assertRaisesRegex(UserError, "can no longer be moved"):
            self.drag(start="2026-03-10 09:00:00")
        with self.assertRaisesRegex(UserError, "cannot become"):
            self.event.with_user(self.users["practitioner"]).unlink()

    def test_it_cannot_repeat_or_tell_more(self):
        with self.assertRaisesRegex(UserError, "cannot repeat"):
            self.drag(recurrency=True)
        for vals in (
            {"name": "HIV"},
            {"description": "x"},
            {"privacy": "public"},
            {"partner_ids": [Command.link(self.client.id)]},
            {"allday": True},
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "nothing but"):
                self.drag(**vals)

    def test_nobody_marks_an_event_as_an_appointment(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Mine",
                "start": START,
                "stop": "2026-03-09 10:00:00",
                "acupuncture_company_id": self.company.id,
            }
        )
        self.assertFalse(event.acupuncture_company_id)

    def test_a_practitioner_without_user_has_an_event_without_attendee(self):
        self.practitioner.user_id = False
        session = self.book("2026-03-12 09:00:00")
        self.assertTrue(session.event_id)
        self.assertFalse(session.event_id.partner_ids)

    def test_somebody_without_a_time_zone_reads_the_clinics(self):
        self.users["practitioner"].partner_id.tz = False
        self.assertEqual(self.event.attendee_ids.mail_tz, "Europe/Vienna")
        self.assertEqual(self.event._get_mail_tz(), "Europe/Vienna")
