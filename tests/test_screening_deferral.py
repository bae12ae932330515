"""Wash-out: what is booked too early is refused with the day; courses can wait."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .gate_common import NOW, GateCase

SECOND = "2026-03-02 14:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWashOut(GateCase):
    def test_the_day_before_is_refused_and_the_day_itself_taken(self):
        self.answer(yes={"BOTOX": {"on_date": "2026-03-01"}})
        desk = self.users["front_desk"]
        with self.assertRaisesRegex(UserError, "March 15, 2026"):
            self.book("2026-03-14 09:00:00", course_id=self.course.id)
        session = self.book("2026-03-15 09:00:00", course_id=self.course.id)
        with self.assertRaisesRegex(UserError, "March 15, 2026"), self.cr.savepoint():
            session.with_user(desk).write({"start": "2026-03-13 09:00:00"})
        self.env.invalidate_all()
        session.with_user(desk).write({"start": "2026-03-16 09:00:00"})

    def test_the_day_is_the_clinics(self):
        self.answer(yes={"BOTOX": {"on_date": "2026-03-01"}})
        with self.assertRaises(UserError), self.cr.savepoint():
            self.book("2026-03-14 22:59:00", course_id=self.course.id)
        self.assertTrue(self.book("2026-03-14 23:00:00", course_id=self.course.id))

    def test_a_consultation_is_always_possible(self):
        self.answer(yes={"BOTOX": {"on_date": "2026-03-01"}})
        self.assertTrue(self.book("2026-03-03 09:00:00", kind="consultation"))

    def test_another_client_is_not_held_up(self):
        self.answer(yes={"BOTOX": {"on_date": "2026-03-01"}})
        course = self.sell_course(client=self.other_client)
        self.assertTrue(
            self.book("2026-03-03 09:00:00", self.other_client, course_id=course.id)
        )

    def test_a_closed_technique_does_not_close_the_others(self):
        self.answer(yes={"PACEMAKER": {}})
        self.assertTrue(self.book("2026-03-03 09:00:00", course_id=self.course.id))

    def test_the_message_tells_no_cause(self):
        self.answer(yes={"BOTOX": {"on_date": "2026-03-01"}})
        with self.assertRaises(UserError) as refused:
            self.book("2026-03-03 09:00:00", course_id=self.course.id)
        self.assertNotIn("otul", str(refused.exception))

    def test_the_plan_proposes_from_that_day_on(self):
        self.answer(yes={"BOTOX": {"on_date": "2026-03-01"}})
        desk = self.course.with_user(self.users["front_desk"])
        plan = self.env["acupuncture.plan.course"].browse(
            desk.action_plan_sessions()["res_id"]
        )
        days = [self.company._clinic_date(line.start) for line in plan.line_ids]
        self.assertEqual(len(days), 12)
        self.assertGreaterEqual(min(days), date(2026, 3, 15))
        plan.line_ids[0].start = "2026-03-12 09:00:00"
        early = plan.line_ids.filtered(lambda line: line.status == "early")
        self.assertEqual(len(early), 1)
        self.assertIn("March 15, 2026", early.note)

    def test_booking_costs_little_more_for_a_client_with_a_history(self):
        course = self.sell_course(client=self.other_client)
        bare = self.cost_of_twelve(self.other_client, course, 9)
        self.make_ready()
        known = self.cost_of_twelve(self.client, self.course, 13)
        self.assertLessEqual(known, bare + 20)

    def cost_of_twelve(self, client, course, hour):
        sessions = self.env["acupuncture.session"].with_user(self.users["front_desk"])
        return self.spent(
            sessions.create,
            [
                {
                    "client_id": client.id,
                    "practitioner_id": self.practitioner.id,
                    "course_id": course.id,
                    "start": f"2026-03-{3 + 2 * number:02d} {hour:02d}:00:00",
                }
                for number in range(12)
            ],
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDeferral(GateCase):
    def plan(self, *starts):
        return self.env["acupuncture.session"].create(
            [
                {
                    "client_id": self.client.id,
                    "practitioner_id": self.practitioner.id,
                    "room_id": self.room.id,
                    "course_id": self.course.id,
                    "start": start,
                }
                for start in starts
            ]
        )

    def days(self, sessions):
        return [self.company._clinic_date(session.start) for session in sessions]

    def hours(self, sessions):
        zone = self.company._clinic_tz().zone
        return {
            session.with_context(tz=zone)._format(session.start, "HH:mm")
            for session in sessions
        }

    def test_expiry_and_early_sessions_move_behind_the_day(self):
        before = self.course.expiry_date
        sessions = self.plan(
            "2026-03-03 09:00:00", "2026-03-06 09:00:00", "2026-04-14 08:00:00"
        )
        kept = sessions[2].start
        self.course._defer_until(date(2026, 4, 1), "Deferred")
        self.assertEqual((self.course.expiry_date - before).days, 30)
        self.assertEqual(self.course.extended_days, 30)
        self.assertEqual(sessions[2].start, kept)
        self.assertGreaterEqual(min(self.days(sessions)), date(2026, 4, 1))
        self.assertEqual(len(set(self.days(sessions))), 3)
        self.assertEqual(self.course.reserved_count, 3)

    def test_the_hour_stays_when_the_clocks_change(self):
        """Summer time begins on 29 March."""
        sessions = self.plan("2026-03-03 15:00:00", "2026-03-06 15:00:00")
        self.assertEqual(self.hours(sessions), {"16:00"})
        self.course._defer_until(date(2026, 4, 1), "Deferred")
        self.assertEqual(self.hours(sessions), {"16:00"})
        self.assertEqual({session.start.hour for session in sessions}, {14})

    def test_without_free_times_nothing_changes(self):
        sessions = self.plan("2026-03-03 09:00:00", "2026-03-06 09:00:00")
        before = (self.course.expiry_date, sessions.mapped("start"))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "resource_id": self.practitioner.id,
                "date_from": "2026-03-15 00:00:00",
                "date_to": "2027-12-31 00:00:00",
            }
        )
        with self.assertRaisesRegex(UserError, "Nothing was changed"):
            self.course._defer_until(date(2026, 4, 1), "Deferred")
        self.env.invalidate_all()
        self.assertEqual((self.course.expiry_date, sessions.mapped("start")), before)
        self.assertFalse(self.course.deferred_until)

    def test_nobody_is_put_off_for_ever(self):
        with self.assertRaisesRegex(UserError, "3 years at most"):
            self.course._defer_until(date(9999, 12, 31), "Deferred")

    def test_days_are_granted_once(self):
        before = self.course.expiry_date
        self.course._defer_until(date(2026, 4, 1), "Deferred")
        self.course._defer_until(date(2026, 4, 1), "Deferred")
        self.assertEqual((self.course.expiry_date - before).days, 30)
        self.course._defer_until(date(2026, 4, 11), "Deferred")
        self.assertEqual((self.course.expiry_date - before).days, 40)
        self.course._defer_until(date(2026, 3, 20), "Deferred")
        self.assertEqual((self.course.expiry_date - before).days, 40)

    def test_a_course_without_end_only_moves_its_sessions(self):
        self.course = self.sell_course(
            self.make_product("Open", session_count=2, validity_basis="none")
        )
        session = self.plan("2026-03-03 09:00:00")
        self.course._defer_until(date(2026, 4, 1), "Deferred")
        self.assertFalse(self.course.expiry_date)
        self.assertFalse(self.course.extended_days)
        self.assertGreaterEqual(self.days(session)[0], date(2026, 4, 1))

    def test_moving_for_the_clinic_does_not_cost_the_client(self):
        session = self.plan(SECOND)
        self.course._defer_until(date(2026, 4, 1), "Deferred")
        self.assertFalse(session.promised_start)
        session.action_cancel()
        self.assertEqual(session.state, "cancelled")

    def test_deferring_a_finding_offers_to_move_the_course(self):
        session = self.plan("2026-03-10 09:00:00")
        history = self.answer(review=False, yes={"FAINT": {}})
        finding = self.finding(history, "FAINT").with_user(self.users["practitioner"])
        action = finding.action_defer(until="2026-04-01")
        self.assertEqual(action["res_model"], "acupuncture.course.defer")
        wizard = (
            self.env["acupuncture.course.defer"]
            .with_user(self.users["practitioner"])
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual((wizard.until, wizard.session_count), (date(2026, 4, 1), 1))
        wizard.action_apply()
        self.assertGreaterEqual(self.days(session)[0], date(2026, 4, 1))
        body = self.course.message_ids[:1].body
        self.assertIn("April 1, 2026", body)

    def test_without_early_sessions_nothing_is_offered(self):
        history = self.answer(review=False, yes={"FAINT": {}})
        action = self.finding(history, "FAINT").action_defer(until="2026-04-01")
        self.assertFalse(action)

    def test_the_wizard_knows_the_day(self):
        self.answer(yes={"BOTOX": {"on_date": "2026-03-01"}})
        action = self.course.with_user(self.users["manager"]).action_defer()
        wizard = self.env["acupuncture.course.defer"].with_context(**action["context"])
        self.assertEqual(wizard.create({}).until, date(2026, 3, 15))

    def test_a_day_that_nobody_knows_is_left_to_be_filled_in(self):
        action = self.course.with_user(self.users["manager"]).action_defer()
        wizard = self.env["acupuncture.course.defer"].with_context(**action["context"])
        form = Form(wizard)
        self.assertFalse(form.until)
        with self.assertRaisesRegex(AssertionError, "until"):
            form.save()  # named and marked, not refused

    def test_a_day_that_is_over_puts_nothing_off(self):
        wizard = self.env["acupuncture.course.defer"].create(
            {"course_ids": self.course.ids, "until": "2026-03-02"}
        )
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertFalse(self.course.deferred_until)

    def test_the_desk_grants_no_days(self):
        with self.assertRaises(AccessError):
            self.env["acupuncture.course.defer"].with_user(
                self.users["front_desk"]
            ).create({"course_ids": self.course.ids, "until": "2026-04-01"})
        for values in ({"extended_days": 99}, {"deferred_until": "2027-01-01"}):
            with self.subTest(values), self.assertRaises(UserError):
                self.course.with_user(self.users["manager"]).write(values)
