"""Time off, closed days and whoever leaves: what is booked is named and listed."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .followup_common import NOW, FollowupCase


class TestDisplaced(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.near, cls.far = cls.book_in(7), cls.book_in(14)
        cls.sessions = cls.env["acupuncture.session"]

    def to_move(self, role="front_desk"):
        mine = self.sessions.with_user(self.users[role])
        return mine.search([("to_move", "=", True)])

    def tasks(self):
        kind = self.env.ref("acupuncture_cosmetic.mail_activity_type_to_move")
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

    def leave(self, resource=None, days=7, **values):
        resource = self.practitioner if resource is None else resource
        return {
            "resource_id": resource.id,
            "date_from": NOW + timedelta(days=days, hours=-4),
            "date_to": NOW + timedelta(days=days, hours=8),
            **values,
        }

    def assertListed(self, sessions, words):
        """Assert that the desk has one task, and these sessions on the list."""
        self.assertEqual(self.to_move(), sessions)
        for session in self.to_move():
            self.assertIn(words, session.move_reason)
        task = self.tasks()
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.users["front_desk"])
        self.assertIn(str(len(sessions)), task.summary)
        self.assertIn("Clara Client", task.note)
        self.assertIn("/odoo/clinic-sessions-to-move", task.note)

    def test_nobody_is_away(self):
        self.assertFalse(self.to_move())
        self.assertFalse(self.tasks())

    def test_time_off(self):
        self.env["resource.calendar.leaves"].create(self.leave())
        self.assertListed(self.near, "Paula Practitioner is not available then")

    def test_time_off_by_whoever_may_enter_it(self):
        leaves = self.env["resource.calendar.leaves"]
        leaves.with_user(self.users["manager"]).create(self.leave())
        self.assertListed(self.near, "Paula")

    def test_time_off_that_is_moved(self):
        leave = self.env["resource.calendar.leaves"].create(self.leave(days=30))
        self.assertFalse(self.tasks())
        leave.write(self.leave(days=14))
        self.assertListed(self.far, "Paula")

    def test_a_time_outside_the_hours_that_was_meant(self):
        """Who said "all the same" is asked again only when there is time off then."""
        self.env["resource.calendar.leaves"].create(self.leave())
        at_night = self.near.start.replace(hour=23) + timedelta(days=1)
        self.near.write({"start": at_night, "off_hours": False})
        self.assertEqual(self.to_move(), self.near)
        self.near.off_hours = True
        self.assertFalse(self.to_move())
        for leave in (self.leave(days=8), self.leave(days=8, resource_id=False)):
            with self.subTest(leave["resource_id"]):
                leave["date_to"] += timedelta(days=1)
                self.env["resource.calendar.leaves"].create(leave)
                self.assertEqual(self.to_move(), self.near)

    def test_the_next_free_time_is_one_tap_away(self):
        self.env["resource.calendar.leaves"].create(self.leave())
        mine = self.near.with_user(self.users["front_desk"])
        told = mine.next_free
        mine.action_take_next_free()
        self.assertFalse(self.to_move())
        self.assertIn(mine._format(mine.start), told)
        self.env["resource.calendar.leaves"].create(
            {**self.leave(), "date_to": NOW + timedelta(days=900)}
        )
        with self.assertRaisesRegex(UserError, "Paula Practitioner has no free time"):
            mine.action_take_next_free()

    def test_a_closed_room(self):
        self.env["resource.calendar.leaves"].create(self.leave(self.room))
        self.assertListed(self.near, "Room 1 is not available then")

    def test_a_closed_day(self):
        hours = self.practitioner.calendar_id
        self.env["resource.calendar.leaves"].create(
            self.leave(self.room.browse(), calendar_id=hours.id)
        )
        self.assertListed(self.near, "is not available then")

    def test_other_working_hours(self):
        hours = self.practitioner.calendar_id
        hours.write({"attendance_ids": [Command.clear()]})
        self.assertListed(self.near + self.far, "is not available then")

    def test_hours_that_are_taken_away_one_by_one(self):
        hours = self.practitioner.calendar_id
        hours.attendance_ids.filtered(lambda a: a.dayofweek == "0").unlink()
        self.assertListed(self.near + self.far, "is not available then")

    def test_a_practitioner_on_other_hours(self):
        hours = self.practitioner.calendar_id.copy({"name": "Evening"})
        hours.attendance_ids.filtered(lambda a: a.dayofweek == "0").unlink()
        self.practitioner.calendar_id = hours
        self.assertListed(self.near + self.far, "Paula")

    def test_a_licence_that_ends(self):
        self.practitioner.licence_expiry = NOW.date() + timedelta(days=10)
        self.assertListed(self.far, "licence of Paula Practitioner")

    def test_a_client_or_a_login_that_is_archived(self):
        for record in (self.client, self.users["practitioner"]):
            with self.subTest(record._name), self.env.cr.savepoint() as savepoint:
                record.active = False
                self.assertListed(self.near + self.far, "is archived")
                savepoint.rollback()
            self.env.invalidate_all()

    def test_what_was_listed_before_makes_no_second_task(self):
        leaves = self.env["resource.calendar.leaves"]
        leaves.create(self.leave())
        leaves.create(self.leave())
        self.assertEqual(len(self.tasks()), 1)

    def test_the_task_ends_with_the_last_one(self):
        leaves = self.env["resource.calendar.leaves"]
        leaves.create([self.leave(), self.leave(days=14)])
        self.near.with_user(self.users["front_desk"]).start += timedelta(days=1)
        self.assertTrue(self.tasks())
        self.far.with_user(self.users["front_desk"]).action_cancel()
        self.assertFalse(self.tasks())

    def test_or_when_everybody_is_back(self):
        leave = self.env["resource.calendar.leaves"].create(self.leave())
        leave.unlink()
        self.assertFalse(self.tasks())
        leave = leave.create(self.leave())
        leave.write(self.leave(days=30))
        self.assertFalse(self.tasks())
        self.client.active = False
        self.assertTrue(self.tasks())
        self.client.active = True
        self.assertFalse(self.tasks())

    def test_a_desk_of_two_clinics_ends_it_when_both_are_done(self):
        desk = self.users["front_desk"]
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        desk.company_ids |= elsewhere
        self.env["resource.calendar.leaves"].create(self.leave())
        with patch.object(type(self.near), "_displaced", lambda ahead: {ahead[0]: "x"}):
            self.near.start += timedelta(days=1)
        self.assertTrue(self.tasks())

    def test_many_at_once_are_one_task(self):
        leaves = self.env["resource.calendar.leaves"]
        leaves.create([self.leave(), self.leave(days=14)])
        self.assertListed(self.near + self.far, "Paula")

    def test_moved_it_is_off_the_list(self):
        self.env["resource.calendar.leaves"].create(self.leave())
        session = self.to_move()
        action = session.action_move()
        self.assertEqual((action["res_id"], action["target"]), (session.id, "new"))
        view = self.env.ref("acupuncture_cosmetic.session_view_form_move")
        self.assertEqual(action["views"], [(view.id, "form")])
        with Form(session, view) as form:
            self.assertTrue(form.next_free)
            form.start = NOW + timedelta(days=8)
        self.assertFalse(self.to_move())
        self.assertIn(
            "No session has to be moved",
            self.env.ref("acupuncture_cosmetic.session_action_to_move").help,
        )

    def test_neither_what_lies_behind_nor_what_is_cancelled(self):
        self.near.action_cancel()
        with self.at(days=20):
            self.env["resource.calendar.leaves"].create(self.leave())
            self.env["resource.calendar.leaves"].create(self.leave(days=14))
            self.assertFalse(self.to_move())
        self.assertFalse(self.tasks())

    # before saving

    def test_the_form_of_time_off_names_them(self):
        leaves = self.env["resource.calendar.leaves"].with_user(self.users["manager"])
        with Form(leaves) as form:
            form.resource_id = self.practitioner
            form.date_from = NOW + timedelta(days=7, hours=-4)
            form.date_to = NOW + timedelta(days=7, hours=8)
            self.assertIn("Booked during this time: 1. ", form.acupuncture_booked)
            self.assertIn("Clara Client", form.acupuncture_booked)
            form.date_to = NOW + timedelta(days=7, hours=-3)
            self.assertFalse(form.acupuncture_booked)

    def test_the_form_of_a_closed_day_names_them(self):
        leaves = self.env["resource.calendar.leaves"]
        with Form(leaves) as form:
            form.calendar_id = self.practitioner.calendar_id
            form.date_from = NOW + timedelta(days=7, hours=-4)
            form.date_to = NOW + timedelta(days=14, hours=8)
            self.assertIn("Booked during this time: 2. ", form.acupuncture_booked)

    def test_the_form_of_working_hours_names_them(self):
        hours = self.practitioner.calendar_id.with_user(self.users["manager"])
        monday = [
            index
            for index, line in enumerate(hours.attendance_ids)
            if line.dayofweek == "0"
        ]
        with Form(hours) as form:
            self.assertFalse(form.acupuncture_displaced)
            for index in reversed(monday):
                form.attendance_ids.remove(index)
            self.assertIn(": 2. Clara Client", form.acupuncture_displaced)
        self.assertListed(self.near + self.far, "is not available then")

    def test_the_form_of_a_practitioner_names_them(self):
        hours = self.practitioner.calendar_id.copy({"name": "Evening"})
        hours.attendance_ids.filtered(lambda a: a.dayofweek == "0").unlink()
        view = "acupuncture_cosmetic.resource_resource_view_form_clinic"
        who = self.practitioner.with_user(self.users["manager"])
        with Form(who, view) as form:
            self.assertFalse(form.acupuncture_displaced)
            form.calendar_id = hours
            self.assertIn(": 2. Clara Client", form.acupuncture_displaced)
            form.calendar_id = self.practitioner.calendar_id
            form.licence_expiry = NOW.date() + timedelta(days=10)
            self.assertIn(": 1. Clara Client", form.acupuncture_displaced)
            form.licence_expiry = False

    def test_the_dialog_before_archiving_names_them(self):
        action = self.client.with_user(self.users["manager"]).action_archive()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("Clara Client", dialog.session_names)
        dialog.with_user(dialog.create_uid).action_archive()
        self.assertListed(self.near + self.far, "is archived")

    def test_a_room_or_a_practitioner_is_kept_until_they_are_moved(self):
        for resource in (self.room, self.practitioner):
            with self.subTest(resource.name):
                with self.assertRaisesRegex(UserError, "Clara Client"):
                    resource.with_user(self.users["manager"]).active = False

    def test_whoever_archives_them_is_led_to_what_is_booked(self):
        for resource in (self.room, self.practitioner):
            with self.subTest(resource.name):
                one = resource.with_user(self.users["manager"])
                action = one.action_archive()
                self.assertTrue(resource.active)
                dialog = self.env[action["res_model"]].browse(action["res_id"])
                self.assertEqual(dialog.sessions, 2)
                self.assertIn("Clara Client", dialog.session_names)
                found = dialog.action_view_sessions()
                sessions = self.sessions.search(found["domain"])
                self.assertEqual(sessions, self.near + self.far)
        (self.near + self.far).action_cancel()
        self.room.with_user(self.users["manager"]).action_archive()
        self.assertFalse(self.room.active)

    def test_nobody_archived_is_booked(self):
        self.near.action_cancel()
        self.client.active = False
        with self.assertRaisesRegex(UserError, "Clara Client is archived"):
            self.book_in(21)

    # what is booked in the same instant

    def held(self, change):
        """Return whose bookings a change waits for, and holds."""
        held = self.env["resource.resource"]

        def settle(_self, resources):
            nonlocal held
            held |= resources.with_env(held.env)

        with patch.object(type(self.env["acupuncture.booking"]), "_settle", settle):
            change()
        return held

    def test_whoever_takes_somebody_away_misses_no_booking(self):
        who, room = self.practitioner, self.room
        everybody = self.env["resource.resource"].search(
            [("acupuncture_role", "!=", False)]
        )
        hours, leaves = who.calendar_id, self.env["resource.calendar.leaves"]
        leave = leaves.create(self.leave(days=30))
        closed = self.leave(room.browse(), days=60, calendar_id=hours.id)
        ways = {
            "time off": (lambda: leaves.create(self.leave()), who),
            "of many": (
                lambda: leaves.create([self.leave(days=40), self.leave(room, 40)]),
                who | room,
            ),
            "longer": (lambda: leave.write({"date_to": NOW + timedelta(60)}), who),
            "for another": (lambda: leave.write({"resource_id": room.id}), who | room),
            "closed day": (lambda: leaves.create(closed), everybody),
            "hours": (
                lambda: hours.attendance_ids[0].write({"hour_to": 11}),
                everybody,
            ),
            "week": (lambda: hours.write({"tz": "Europe/London"}), everybody),
            "licence": (lambda: who.write({"licence_expiry": NOW.date()}), who),
            "login": (lambda: who.user_id.write({"active": False}), who),
        }
        for name, (change, whose) in ways.items():
            with self.subTest(name):
                self.assertEqual(self.held(change), whose)

    def test_whoever_archives_a_client_looks_for_what_was_booked_meanwhile(self):
        asked = []
        with patch.object(
            type(self.env["acupuncture.booking"]),
            "_refuse_unseen",
            lambda _self, side, who: asked.append((side, who)),
        ):
            self.client.with_user(self.users["manager"]).active = False
        self.assertIn(("client_id", self.client), asked)

    # rights and cost

    def test_users_without_our_roles_enter_time_off(self):
        """And learn nothing of the clinic's clients by it."""
        employee = self.users["employee"]
        employee.group_ids |= self.env.ref("base.group_erp_manager")
        leaves = self.env["resource.calendar.leaves"].sudo().with_user(employee).sudo()
        leave = leaves.create(self.leave())
        self.assertListed(self.near, "Paula")
        with self.assertRaises(AccessError):
            leave.with_user(employee).sudo(False).read(["acupuncture_booked"])

    def test_the_list_takes_as_many_queries_for_many(self):
        self.env["resource.calendar.leaves"].create(self.leave())
        few = self.spent(self.to_move)
        course = self.sell_course()
        for day in range(20, 30):
            self.book_in(day, course)
        self.assertLessEqual(self.spent(self.to_move), few + 1)
