"""Everything goes by the clinic's zone, hours and day, whoever looks at it."""

import re
from datetime import datetime
from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_module_path
from odoo.tests import Form, freeze_time, tagged

from .common import ClinicCase

NEW_YORK = "America/New_York"
MONDAY = "2026-03-09 09:00:00"
# Where the server's day is right, each with the reason.
ANY_ZONE = {"models/pages/form_values.py": "the earliest tomorrow anywhere"}
SUNDAY = "2026-03-08 02:00:00"
START_LATER = "2026-03-10 09:00:00"


class PlaceCase(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["manager"].tz = NEW_YORK
        cls.away = cls.env(
            user=cls.users["manager"], context={"lang": "en_US", "tz": NEW_YORK}
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestClinicZone(PlaceCase):
    """The manager sits in New York, the clinic in Vienna."""

    def test_new_people_and_rooms_work_in_the_clinics_zone(self):
        resources = self.away["resource.resource"]
        for role in ("practitioner", "room"):
            with self.subTest(role):
                made = resources.create({"name": role, "acupuncture_role": role})
                self.assertEqual(made.tz, "Europe/Vienna")
                clinic = resources.with_context(default_acupuncture_role=role)
                self.assertEqual(clinic.default_get(["tz"])["tz"], "Europe/Vienna")

    def test_a_form_filled_in_abroad_keeps_the_clinics_zone(self):
        self.users["practitioner"].tz = NEW_YORK
        resources = self.away["resource.resource"].with_context(
            default_acupuncture_role="practitioner"
        )
        view = "acupuncture_cosmetic.resource_resource_view_form_clinic"
        with Form(resources, view) as form:
            form.name = "Petra"
            form.user_id = self.users["clinical_lead"]
        self.assertEqual(form.record.tz, "Europe/Vienna")

    def test_their_hours_are_the_clinics(self):
        room = self.away["resource.resource"].create(
            {"name": "Room 2", "acupuncture_role": "room"}
        )
        day = datetime(2026, 3, 9)
        timetable = self.env["acupuncture.timetable"]
        agenda = timetable._agendas(room, day, datetime(2026, 3, 10))[room.id]
        self.assertEqual(agenda.work[0][0], datetime(2026, 3, 9, 7))

    def test_imported_and_copied_ones_as_well(self):
        resources = self.away["resource.resource"]
        loaded = resources.load(
            ["name", "acupuncture_role"], [["Room 3", "Treatment room"]]
        )
        self.assertFalse(loaded["messages"])
        room = resources.browse(loaded["ids"])
        self.assertEqual((room | room.copy()).mapped("tz"), ["Europe/Vienna"] * 2)

    def test_hours_of_their_own_are_in_the_clinics_zone(self):
        hours = self.away["resource.calendar"].create({"name": "Mornings"})
        self.assertEqual(hours.tz, "Europe/Vienna")

    def test_a_zone_chosen_on_purpose_stays(self):
        room = self.away["resource.resource"].create(
            {"name": "London", "acupuncture_role": "room", "tz": "Europe/London"}
        )
        self.assertEqual(room.tz, "Europe/London")

    def test_who_is_not_the_clinics_keeps_odoos_default(self):
        machine = self.away["resource.resource"].create({"name": "Machine"})
        self.assertEqual(machine.tz, NEW_YORK)

    def test_when_the_clinic_changes_its_zone_its_people_go_along(self):
        self.practitioner.tz = "Europe/London"
        self.company.resource_calendar_id.tz = "Europe/Helsinki"
        self.assertEqual(self.room.tz, "Europe/Helsinki")
        self.assertEqual(self.practitioner.tz, "Europe/London")

    def test_another_clinic_has_its_own_zone(self):
        other = self.env["res.company"].create({"name": "Auckland"})
        other.resource_calendar_id.tz = "Pacific/Auckland"
        self.users["manager"].company_ids |= other
        room = self.away["resource.resource"].create(
            {"name": "Far", "acupuncture_role": "room", "company_id": other.id}
        )
        self.assertEqual(room.tz, "Pacific/Auckland")

    @freeze_time("2026-03-08 23:30:00")
    def test_the_clinic_is_closed_on_its_own_day(self):
        leave = self.away["resource.calendar.leaves"].default_get(
            ["date_from", "date_to"]
        )
        self.assertEqual(leave["date_from"], datetime(2026, 3, 8, 23))


@tagged("post_install", "-at_install")
class TestClinicDay(PlaceCase):
    """Vienna has tomorrow already while New York and UTC have today."""

    @freeze_time("2026-03-31 22:30:00")
    def test_a_licence_has_ended_where_the_clinic_is(self):
        self.practitioner.licence_expiry = "2026-03-31"
        seen = self.practitioner.with_env(self.away)
        self.assertEqual(seen.licence_state, "missing")
        self.practitioner.licence_expiry = "2026-05-31"
        self.assertEqual(seen.licence_state, "valid")

    @freeze_time("2026-03-31 22:30:00")
    def test_filters_of_today_go_by_the_clinics_day(self):
        morning = self.book("2026-04-01 09:00:00", kind="consultation")
        evening = self.book(
            "2026-03-31 12:00:00", client=self.other_client, kind="consultation"
        )
        today = [("start", ">=", "today"), ("start", "<", "today +1d")]
        found = self.away["acupuncture.session"].search(today)
        self.assertIn(morning, found)
        self.assertNotIn(evening, found)
        self.practitioner.licence_expiry = "2026-05-31"
        ends = [
            ("licence_expiry", "<", "today +60d"),
            ("acupuncture_role", "!=", False),
        ]
        self.assertFalse(self.away["resource.resource"].search(ends))

    def test_the_code_asks_the_clinic_which_day_it_is(self):
        """A walk over the source: nobody asks the server or the browser."""
        asked = re.compile(r"context_today|\bDate\.today\(|\bdate\.today\(")
        root = Path(get_module_path("acupuncture_cosmetic"))
        found = {
            f"{path.relative_to(root)}:{number}"
            for path in root.rglob("*.py")
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if asked.search(line) and "demo" not in path.relative_to(root).parts
        }
        self.assertEqual({name.split(":")[0] for name in found}, set(ANY_ZONE), found)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestLastQuarter(ClinicCase):
    """The day ends at midnight, not a moment before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        days = [
            Command.create(
                {
                    "name": f"{day} {half}",
                    "dayofweek": str(day),
                    "day_period": half,
                    "hour_from": begin,
                    "hour_to": end,
                }
            )
            for day in range(7)
            for half, begin, end in (("morning", 0, 12), ("afternoon", 12, 24))
        ]
        cls.hours = cls.env["resource.calendar"].create(
            {"name": "Always", "tz": "Europe/Vienna", "attendance_ids": days}
        )
        (cls.practitioner | cls.room).calendar_id = cls.hours
        (cls.practitioner | cls.room).turnover_minutes = 0

    def agenda(self, day):
        start = datetime.fromisoformat(day)
        agendas = self.env["acupuncture.timetable"]._agendas(
            self.room, start, start.replace(day=start.day + 3)
        )
        return agendas[self.room.id]

    def test_a_session_may_end_at_midnight_and_go_beyond(self):
        agenda = self.agenda("2026-03-09")
        for start, stop in (
            (datetime(2026, 3, 9, 22, 45), datetime(2026, 3, 9, 23)),
            (datetime(2026, 3, 9, 22, 30), datetime(2026, 3, 9, 23, 30)),
        ):
            with self.subTest(start):
                self.assertTrue(agenda.is_open(start, stop))

    def test_the_nights_of_changing_clocks_have_it_too(self):
        for day in ("2026-03-27", "2026-10-23"):
            with self.subTest(day):
                self.assertEqual(len(self.agenda(day).work), 1)

    def test_the_plan_offers_it(self):
        course = self.sell_course()
        plan = self.env["acupuncture.plan.course"].create(
            {"course_id": course.id, "count": 1, "hour_from": 23, "hour_to": 24}
        )
        plan.action_propose()
        self.assertEqual(plan.line_ids.start.minute, 0)
        self.assertEqual(plan.line_ids.start.hour, 22)

    def test_the_form_does_not_say_that_nobody_works_then(self):
        session = self.book("2026-03-09 22:00:00", kind="consultation")
        self.assertFalse(session.availability_note)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestOffHours(PlaceCase):
    """Sunday at three in the morning is asked about before it is booked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()
        cls.session = cls.dragged(cls.book(MONDAY), "front_desk")

    @classmethod
    def dragged(cls, session, role):
        """Return the session as a calendar holds it while somebody drags it."""
        desk = session.with_user(cls.users[role])
        return desk.with_context(acupuncture_dragged=True)

    def assertAsked(
        self, call, *args, words="is not available from Sun 8 Mar 03:00 to 04:00"
    ):
        with self.assertRaises(UserError) as refused:
            call(*args)
        self.assertRegex(str(refused.exception), words)
        self.assertIn("Book Outside Working Hours", str(refused.exception))
        return refused.exception

    def test_dragging_asks_in_both_calendars(self):
        asked = self.assertAsked(self.session.write, {"start": SUNDAY})
        self.assertEqual(asked.context["session_id"], self.session.id)
        self.session.write({**asked.context["place"], "off_hours": True})
        self.assertEqual(self.session.start, datetime(2026, 3, 8, 2))
        self.session.start = MONDAY
        self.assertFalse(self.session.off_hours)
        event = self.session.event_id.with_env(self.session.env)
        self.assertAsked(event.write, {"start": SUNDAY})

    def test_the_calendar_has_the_buttons_that_answer(self):
        asked = self.assertAsked(self.session.write, {"start": SUNDAY})
        self.assertIn("Book Clara Client then anyway", asked.context["question"])
        self.assertNotIn("tick", asked.context["question"])
        kind = type(asked)
        dialog = "static/src/session_calendar/off_hours_dialog.js"
        source = Path(get_module_path("acupuncture_cosmetic"), dialog).read_text()
        self.assertIn(f'"{kind.__module__}.{kind.__name__}"', source)

    def test_the_answer_counts_for_one_time_only(self):
        self.session.write({"start": SUNDAY, "off_hours": True})
        for vals in ({"start": "2026-03-08 23:00:00"}, {"duration": 90}):
            with self.subTest(vals):
                self.assertAsked(self.session.write, vals, words="is not available")

    def test_a_new_one_is_told_while_it_is_typed(self):
        sessions = self.session.browse().with_context(default_off_hours=True)
        with Form(sessions) as form:
            form.client_id = self.other_client
            form.kind = "consultation"
            form.practitioner_id = self.practitioner
            form.start = datetime(2026, 3, 8, 2)
            self.assertIn("is not available", form.availability_note)
        self.assertFalse(form.record.off_hours)  # nobody said so

    def test_it_is_asked_for_rooms_time_off_and_other_roles(self):
        self.room.calendar_id = self.env["resource.calendar"].create(
            {"name": "Closed", "attendance_ids": [Command.clear()]}
        )
        for role in ("front_desk", "practitioner", "manager"):
            session = self.dragged(self.session, role)
            with self.subTest(role):
                self.assertAsked(session.write, {"duration": 45}, words="Room 1")
        self.session.write({"room_id": False})
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": self.practitioner.id,
                "date_from": "2026-03-10 00:00:00",
                "date_to": "2026-03-10 22:00:00",
            }
        )
        self.assertAsked(
            self.session.write, {"start": START_LATER}, words="Paula Practitioner"
        )

    def test_what_is_held_now_is_not_asked_about(self):
        with freeze_time(SUNDAY):
            self.session.write({"start": SUNDAY})

    def test_changing_places_keeps_the_answers(self):
        other = self.book(
            SUNDAY, client=self.other_client, kind="consultation", off_hours=True
        )
        (self.session | other).action_swap()
        self.assertTrue(self.session.off_hours)
        self.assertFalse(other.off_hours)

    def test_who_answered_stands_in_the_log(self):
        session = self.session.with_context(tracking_disable=False)
        session.write({"start": SUNDAY, "off_hours": True})
        self.flush_tracking()
        told = session.sudo().message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertIn("off_hours", told)

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()
        self.cr.precommit.run()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestOwnCalendar(PlaceCase):
    """The desk works in Odoo's own calendar as it does in ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()
        cls.session = cls.book(MONDAY)
        cls.event = cls.session.event_id

    def test_the_desk_drags_and_stretches(self):
        for role in ("front_desk", "manager", "clinical_lead"):
            with self.subTest(role):
                event = self.event.with_user(self.users[role])
                event.write({"start": "2026-03-10 09:00:00"})
                self.assertEqual(self.session.start, datetime(2026, 3, 10, 9))
                event.write({"stop": "2026-03-10 10:30:00"})
                self.assertEqual(self.session.duration, 90)
                event.write({"duration": 1.0})
                self.assertEqual(self.event.stop, datetime(2026, 3, 10, 10))
                event.write({"start": MONDAY, "stop": "2026-03-09 10:00:00"})

    def test_the_desk_deletes_and_archives(self):
        self.event.with_user(self.users["front_desk"]).unlink()
        self.assertEqual(self.session.state, "cancelled")
        self.assertFalse(self.event.exists())
        other = self.book("2026-03-11 09:00:00")
        other.event_id.with_user(self.users["front_desk"]).action_archive()
        self.assertEqual(other.state, "cancelled")

    def test_own_events_and_appointments_go_in_one_batch(self):
        desk = self.env(user=self.users["front_desk"])
        lunch = desk["calendar.event"].create(
            {"name": "Lunch", "start": MONDAY, "stop": "2026-03-09 09:30:00"}
        )
        (lunch | self.event.with_env(desk)).unlink()
        self.assertFalse((lunch | self.event).exists())
        self.assertEqual(self.session.state, "cancelled")

    def test_the_desk_does_not_move_what_it_may_not_move_in_ours(self):
        self.session._sealed_write({"state": "done"})
        with self.assertRaisesRegex(UserError, "can no longer be moved"):
            self.event.with_user(self.users["front_desk"]).write(
                {"start": "2026-03-10 09:00:00"}
            )

    def test_others_neither_move_nor_delete_it(self):
        for role in ("marketing", "employee", "billing"):
            event = self.event.with_user(self.users[role])
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    event.write({"start": "2026-03-10 09:00:00"})
                with self.assertRaises(AccessError):
                    event.unlink()
        self.assertEqual(self.session.state, "planned")

    def test_a_private_event_of_somebody_else_stays_closed(self):
        private = self.env["calendar.event"].create(
            {
                "name": "Doctor",
                "start": MONDAY,
                "stop": "2026-03-09 10:00:00",
                "privacy": "private",
                "user_id": self.users["practitioner"].id,
                "partner_ids": [Command.set(self.users["practitioner"].partner_id.ids)],
            }
        )
        with self.assertRaises(AccessError):
            private.with_user(self.users["front_desk"]).write({"start": START_LATER})

    def test_the_calendar_offers_it_to_the_desk_alone(self):
        event = self.event.with_user(self.users["front_desk"])
        self.assertTrue(event.user_can_edit)
        self.session._sealed_write({"state": "done"})
        event.invalidate_recordset(["user_can_edit"])
        self.assertFalse(event.user_can_edit)

    def test_a_copied_appointment_is_no_ghost(self):
        for role in ("practitioner", "front_desk"):
            with self.subTest(role), self.assertRaisesRegex(UserError, "course"):
                self.event.with_user(self.users[role]).copy()
        with self.assertRaisesRegex(UserError, "course"):
            self.event.copy_data()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestOtherCompany(PlaceCase):
    """A course is booked in its own clinic, whatever company is current."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()
        cls.other = cls.env["res.company"].create({"name": "Second Clinic"})
        desk = cls.users["front_desk"]
        desk.company_ids |= cls.other
        cls.both = cls.env(
            user=desk,
            context={"allowed_company_ids": [cls.other.id, cls.company.id]},
        )

    def test_a_session_of_the_course_is_of_its_clinic(self):
        session = self.both["acupuncture.session"].create(
            {
                "client_id": self.client.id,
                "course_id": self.course.id,
                "practitioner_id": self.practitioner.id,
                "room_id": self.room.id,
                "start": MONDAY,
            }
        )
        self.assertEqual(session.company_id, self.company)
        self.assertEqual(session.credit_id.course_id, self.course)

    def test_the_form_opened_from_the_course_books(self):
        course = self.course.with_env(self.both)
        context = course.action_view_sessions()["context"]
        with Form(self.both["acupuncture.session"].with_context(**context)) as form:
            form.practitioner_id = self.practitioner
            form.room_id = self.room
            form.start = datetime(2026, 3, 9, 9)
        self.assertEqual(form.record.company_id, self.company)

    def test_the_plan_of_the_course_books(self):
        course = self.course.with_env(self.both)
        action = course.action_plan_sessions()
        plan = self.both["acupuncture.plan.course"].browse(action["res_id"])
        plan.action_confirm()
        self.assertEqual(course.session_ids.company_id, self.company)

    def test_where_the_clinic_is_switched_off_it_is_named(self):
        other = self.both(context={"allowed_company_ids": self.other.ids})
        with self.assertRaises(UserError) as refused:
            other["acupuncture.session"].create(
                {
                    "client_id": self.client.id,
                    "course_id": self.course.id,
                    "practitioner_id": self.practitioner.id,
                    "start": MONDAY,
                }
            )
        self.assertIn(self.company.name, str(refused.exception))

    def test_practitioners_of_a_consultation_say_where(self):
        session = self.both["acupuncture.session"].create(
            {
                "client_id": self.client.id,
                "kind": "consultation",
                "practitioner_id": self.practitioner.id,
                "start": MONDAY,
            }
        )
        self.assertEqual(session.company_id, self.company)
