"""Law 3: nobody is in two places. Each test tries to break it."""

from datetime import datetime, timedelta
from random import Random

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import ClinicCase

START = "2026-03-09 09:00:00"  # a Monday, 10:00 in Vienna


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestBooking(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_practitioner = cls.practitioner.copy(
            {"name": "Olga Other", "licence_number": "L-2", "cosmetic_certified": True}
        )
        cls.other_room = cls.room.copy({"name": "Room 2"})
        cls.elsewhere = {
            "practitioner_id": cls.other_practitioner.id,
            "room_id": cls.other_room.id,
        }

    def talk(self, start=START, client=None, **values):
        return self.book(start, client=client, kind="consultation", **values)

    def test_practitioner_room_and_client_cannot_be_booked_twice(self):
        self.talk()
        cases = {
            "Paula Practitioner": {"room_id": self.other_room.id},
            "Room 1": {"practitioner_id": self.other_practitioner.id},
        }
        for name, values in cases.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, f"{name} is already booked"),
            ):
                self.talk(client=self.other_client, **values)
        with self.assertRaisesRegex(UserError, "Clara Client is already booked"):
            self.talk(**self.elsewhere)
        self.assertTrue(self.talk(client=self.other_client, **self.elsewhere))

    def test_turnover_counts_for_people_and_rooms_but_not_for_the_client(self):
        self.talk()
        with self.assertRaises(UserError):
            self.talk("2026-03-09 10:10:00", client=self.other_client)
        self.assertTrue(self.talk("2026-03-09 10:00:00", **self.elsewhere))
        self.assertTrue(self.talk("2026-03-09 10:15:00", client=self.other_client))

    def test_a_new_turnover_counts_for_sessions_ahead(self):
        first = self.talk()
        last = self.talk("2026-03-09 12:00:00", client=self.other_client)
        cancelled = self.talk("2026-03-09 10:20:00", client=self.other_client)
        cancelled.action_cancel()
        self.room.with_user(self.users["manager"]).turnover_minutes = 60
        ends = {row.session_id: row.stop for row in self.rows_of(self.room)}
        self.assertEqual(ends[first], datetime(2026, 3, 9, 11, 0))
        self.assertEqual(ends[last], datetime(2026, 3, 9, 14, 0))
        with self.assertRaisesRegex(UserError, "Room 1 is already booked"):
            self.talk(
                "2026-03-09 10:45:00",
                client=self.other_client,
                practitioner_id=self.other_practitioner.id,
            )

    def test_a_turnover_that_makes_sessions_meet_names_them(self):
        first = self.talk()
        second = self.talk("2026-03-09 10:30:00", client=self.other_client)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self.practitioner.with_user(self.users["manager"]).turnover_minutes = 45
        for session in first + second:
            self.assertIn(session.display_name, str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.practitioner.turnover_minutes, 15)
        with freeze_time("2026-03-10 08:00:00"):  # what is over does not matter
            self.practitioner.turnover_minutes = 45

    def test_who_has_sessions_ahead_stays_in_the_company(self):
        self.talk()
        other = self.env["res.company"].create({"name": "Other Clinic"})
        with self.assertRaisesRegex(UserError, "1 upcoming"):
            self.room.company_id = other

    def rows_of(self, resource):
        return self.env["acupuncture.booking"].search(
            [("resource_id", "=", resource.id), ("occupying", "=", True)]
        )

    def test_the_loser_is_told_who_when_and_the_next_free_times(self):
        self.talk()
        with self.assertRaises(UserError) as caught:
            self.talk("2026-03-09 09:30:00", client=self.other_client)
        message = str(caught.exception)
        for words in ("Paula", "Mon 9 Mar 10:00", "11:15", "Otto Other", "Next free"):
            self.assertIn(words, message)

    def test_a_refused_booking_leaves_nothing(self):
        course = self.sell_course()
        self.talk(client=self.other_client)
        count = self.env["acupuncture.session"].search_count([])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.env["acupuncture.session"].create(
                [
                    {
                        "client_id": self.client.id,
                        "practitioner_id": self.practitioner.id,
                        "start": start,
                    }
                    for start in ("2026-03-10 09:00:00", START)
                ]
            )
        self.assertEqual(self.env["acupuncture.session"].search_count([]), count)
        self.assertEqual(course.available_count, 12)

    def test_one_plan_cannot_meet_itself(self):
        self.sell_course()
        with self.assertRaisesRegex(UserError, "is already booked"):
            self.env["acupuncture.session"].create(
                [
                    {
                        "client_id": self.client.id,
                        "practitioner_id": self.practitioner.id,
                        "start": start,
                    }
                    for start in (START, "2026-03-09 09:30:00")
                ]
            )

    def test_raw_sql_cannot_double_book(self):
        session = self.talk()
        row = session.booking_ids.filtered("resource_id")[:1]
        self.env.flush_all()
        for column, value in (
            ("resource_id", row.resource_id.id),
            ("client_id", self.client.id),
        ):
            with (
                self.subTest(column),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.ExclusionViolation),
                self.env.cr.savepoint(),
            ):
                other = self.talk(
                    "2026-03-20 09:00:00", client=self.other_client, **self.elsewhere
                )
                self.env.cr.execute(
                    f"UPDATE acupuncture_booking SET start = %s, stop = %s, {column}="
                    "%s"
                    " WHERE session_id = %s AND role = %s",
                    (
                        row.start,
                        row.stop,
                        value,
                        other.id,
                        "client" if column == "client_id" else "practitioner",
                    ),
                )

    def test_nobody_writes_bookings(self):
        rows = self.talk().booking_ids
        for role in ("front_desk", "clinical_lead", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                rows.with_user(self.users[role]).write({"occupying": False})

    def test_moving_frees_the_old_time_and_checks_the_new(self):
        first = self.talk()
        second = self.talk("2026-03-09 12:00:00", client=self.other_client)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            second.start = first.start + timedelta(minutes=30)
        second.with_user(self.users["front_desk"]).start = "2026-03-09 14:00:00"
        self.assertTrue(self.talk("2026-03-09 12:00:00", client=self.other_client))

    def test_moving_to_another_room_frees_the_old_one(self):
        session = self.talk()
        session.room_id = False
        self.assertTrue(
            self.talk(
                client=self.other_client, practitioner_id=self.other_practitioner.id
            )
        )

    def test_a_longer_session_takes_more_time(self):
        session = self.talk()
        self.talk("2026-03-09 10:15:00", client=self.other_client)
        with self.assertRaises(UserError):
            session.duration = 90

    def test_two_sessions_swap(self):
        one = self.talk()
        other = self.talk("2026-03-09 12:00:00", client=self.other_client)
        starts = one.start, other.start
        (one + other).with_user(self.users["front_desk"]).action_swap()
        self.assertEqual((other.start, one.start), starts)
        self.assertEqual(one.event_id.start, one.start)

    def test_both_cancels_free_the_time(self):
        session = self.talk()
        session.action_cancel()
        self.assertFalse(any(session.booking_ids.mapped("occupying")))
        self.assertTrue(self.talk())

    def test_merging_clients_moves_their_bookings(self):
        session = self.talk()
        twin = self.env["res.partner"].create({"name": "Clara C."})
        other = self.talk("2026-03-10 09:00:00", client=twin)
        self.merge(self.client, twin)
        self.assertEqual(other.client_id, self.client)
        self.assertEqual((session + other).booking_ids.client_id, self.client)
        with self.assertRaisesRegex(UserError, "Clara Client is already booked"):
            self.talk("2026-03-10 09:00:00", **self.elsewhere)

    def test_merging_clients_who_overlap_is_refused_and_loses_nothing(
        self,
    ):
        self.talk()
        twin = self.env["res.partner"].create({"name": "Clara C."})
        other = self.talk(client=twin, **self.elsewhere)
        with self.assertRaisesRegex(UserError, other.name), self.env.cr.savepoint():
            self.merge(self.client, twin)
        self.assertEqual(other.booking_ids.client_id, twin)
        self.assertTrue(twin.exists())

    def test_postgresql_refuses_a_merge_that_skips_our_check(self):
        self.talk()
        twin = self.env["res.partner"].create({"name": "Clara C."})
        other = self.talk(client=twin, **self.elsewhere)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            wizard._update_foreign_keys_generic("res.partner", twin, self.client)
        self.assertEqual(other.booking_ids.client_id, twin)

    def merge(self, kept, gone):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept | gone).ids, kept, extra_checks=False)
        self.env.invalidate_all()

    def test_the_constraints_are_there_and_missing_ones_show(self):
        bookings = self.env["acupuncture.booking"]
        settings = self.env["res.config.settings"]
        self.assertFalse(bookings._constraint_missing())
        self.assertFalse(settings.create({}).acupuncture_schedule_unhealthy)
        self.env.cr.execute(
            "ALTER TABLE acupuncture_booking"
            " DROP CONSTRAINT acupuncture_booking_client_overlap"
        )
        self.assertEqual(
            bookings._constraint_missing(), ["acupuncture_booking_client_overlap"]
        )
        self.assertTrue(settings.create({}).acupuncture_schedule_unhealthy)
        with self.assertLogs("odoo.addons.acupuncture_cosmetic", "ERROR"):
            bookings._cron_check_constraints()
        with self.assertRaisesRegex(UserError, "btree_gist"):
            bookings._check_constraints()

    def test_another_company_sees_no_session_and_books_none_of_our_people(self):
        self.talk()
        other = self.env["res.company"].create({"name": "Other Clinic"})
        manager = self.users["manager"]
        manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        theirs = self.env(user=manager, context={"allowed_company_ids": other.ids})
        self.assertFalse(theirs["acupuncture.session"].search([]))
        self.assertFalse(theirs["acupuncture.booking"].search([]))
        marked = [("acupuncture_company_id", "!=", False)]
        self.assertFalse(theirs["calendar.event"].search(marked))
        with self.assertRaises(UserError):
            theirs["acupuncture.session"].create(
                {
                    "kind": "consultation",
                    "company_id": other.id,
                    "client_id": self.client.id,
                    "practitioner_id": self.practitioner.id,
                    "start": START,
                }
            )

    def test_the_form_warns_before_it_is_saved(self):
        self.talk()
        form = Form(self.env["acupuncture.session"].with_user(self.users["front_desk"]))
        form.kind = "consultation"
        form.client_id = self.other_client
        form.practitioner_id = self.practitioner
        form.start = datetime(2026, 3, 9, 9, 30)
        self.assertIn("Paula Practitioner is already booked", form.availability_note)
        self.assertFalse(form.asks_hours)
        form.start = datetime(2026, 3, 9, 3)
        self.assertIn("is not available", form.availability_note)
        self.assertTrue(form.asks_hours)
        form.start = datetime(2026, 3, 9, 13)
        self.assertFalse(form.availability_note)
        self.assertFalse(form.save().availability_note)

    def test_any_sequence_of_bookings_leaves_nobody_in_two_places(self):
        """A model in Python, walked beside the real one with a fixed seed."""
        dice = Random(20260302)
        clients = self.client, self.other_client
        people = self.practitioner, self.other_practitioner
        rooms = self.room, self.other_room, self.env["resource.resource"]
        live, outcomes = [], []
        for _step in range(60):
            verb = dice.choice(("book", "book", "move", "cancel"))
            start = datetime(2026, 3, 9, 8) + timedelta(minutes=30 * dice.randrange(24))
            place = (dice.choice(people), dice.choice(rooms), start)
            session = dice.choice(live) if live else None
            if verb == "book" or not session:
                session = None
                client = dice.choice(clients)
            client = session.client_id if session else client
            if session and verb == "cancel":
                session.action_cancel()
                live.remove(session)
                continue
            free = self.is_free(client, *place, [s for s in live if s != session])
            values = dict(
                zip(("practitioner_id", "room_id", "start"), place, strict=True)
            )
            values |= {name: values[name].id for name in ("practitioner_id", "room_id")}
            try:
                with self.env.cr.savepoint():
                    if session:
                        session.write(values)
                    else:
                        live.append(self.talk(client=client, **values))
                booked = True
            except UserError:
                booked = False
            self.assertEqual(booked, free, (verb, place))
            outcomes.append(booked)
        self.assertGreater(outcomes.count(True), 10)
        self.assertGreater(outcomes.count(False), 10)

    def is_free(self, client, practitioner, room, start, others):
        stop = start + timedelta(hours=1)
        for other in others:
            for who, theirs, turnover in (
                (client, other.client_id, 0),
                (practitioner, other.practitioner_id, practitioner.turnover_minutes),
                (room, other.room_id, room.turnover_minutes),
            ):
                rest = timedelta(minutes=turnover)
                if (
                    who
                    and who == theirs
                    and (start < other.stop + rest and other.start < stop + rest)
                ):
                    return False
        return True

    def test_booking_a_course_of_twelve_stays_within_its_budget(self):
        self.sell(self.product_course, qty=2)
        values = [
            {
                "client_id": self.client.id,
                "practitioner_id": self.practitioner.id,
                "room_id": self.room.id,
                "start": f"2026-03-{day:02d} 09:00:00",
            }
            for day in range(9, 21)
        ]
        sessions = self.env["acupuncture.session"].with_user(self.users["front_desk"])
        self.env.invalidate_all()
        # The caches that outlive a request (record rules...) are filled once a day.
        sessions.create([{**values[0], "start": "2026-03-25 09:00:00"}])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            sessions.create(values)
            self.env.flush_all()

    def test_booking_nothing_is_no_error(self):
        self.assertFalse(self.env["acupuncture.session"].create([]))
