"""A session's life: credits follow its state, each step belongs to a role."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ClinicCase

NOW = "2026-03-02 08:00:00"
SOON = "2026-03-02 09:00:00"
NEXT_WEEK = "2026-03-09 09:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSession(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()
        cls.make_ready()

    def as_role(self, session, role):
        return session.with_user(self.users[role])

    def test_booking_reserves_a_credit_of_the_course_that_ends_first(self):
        session = self.book(NEXT_WEEK)
        self.assertEqual(session.course_id, self.course)
        self.assertEqual(session.credit_id.state, "reserved")
        self.assertEqual(session.credit_id.move_ids.session_id, session)

    def test_the_walk_from_planned_to_done_uses_the_credit(self):
        session = self.book(SOON)
        self.as_role(session, "front_desk").action_confirm()
        self.as_role(session, "front_desk").action_arrive()
        self.as_role(session, "practitioner").action_start()
        self.assertEqual(session.credit_id.state, "reserved")
        self.sign_chart(self.as_role(session, "practitioner"))
        self.assertEqual(session.state, "done")
        self.assertEqual(session.credit_id.state, "used")
        self.assertEqual(self.course.used_count, 1)
        self.assertEqual(self.course.first_session_date, date(2026, 3, 2))

    def test_the_front_desk_neither_starts_nor_finishes(self):
        session = self.book(SOON)
        session.action_arrive()
        with self.assertRaises(AccessError):
            self.as_role(session, "front_desk").action_start()
        self.as_role(session, "practitioner").action_start()
        with self.assertRaises(AccessError):
            self.as_role(session, "front_desk").action_finish()
        with self.assertRaises(AccessError):
            self.as_role(session, "front_desk").action_reset()

    def test_each_step_is_undone_by_those_who_take_it(self):
        session = self.book(SOON)
        session.action_arrive()
        self.as_role(session, "practitioner").action_start()
        self.as_role(session, "practitioner").action_reset()
        self.assertEqual((session.state, session.started_at), ("arrived", False))
        self.as_role(session, "front_desk").action_reset()
        self.assertEqual((session.state, session.arrived_at), ("confirmed", False))
        self.assertEqual(session.credit_id.state, "reserved")
        self.assertEqual(len(session.credit_id.move_ids), 1)

    def test_an_order_is_not_cancelled_under_the_needles(self):
        session = self.book(SOON)
        session.action_arrive()
        self.as_role(session, "practitioner").action_start()
        with self.assertRaisesRegex(UserError, "in treatment"):
            session.course_id.order_id._action_cancel()

    def test_holding_a_planned_course_says_what_stays_booked(self):
        self.book(SOON)
        answer = self.course.action_hold()
        self.assertIn("1 planned", answer["params"]["message"])

    def test_roles_outside_the_clinic_read_nothing(self):
        session = self.book(SOON)
        for role in ("marketing", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(session, role).read(["client_id"])
        self.assertTrue(self.as_role(session, "billing").read(["client_id"]))
        with self.assertRaises(AccessError):
            self.as_role(session, "billing").action_confirm()

    def test_facts_cannot_be_written_over_rpc(self):
        session = self.book(SOON)
        spare = self.course.credit_ids.filtered(lambda c: c.state == "available")[0]
        facts = {
            "state": "done",
            "credit_id": spare.id,
            "arrived_at": NOW,
            "client_id": self.other_client.id,
            "course_id": False,
            "kind": "consultation",
            "event_id": False,
        }
        for name, value in facts.items():
            with self.subTest(name), self.assertRaises(UserError):
                self.as_role(session, "manager").write({name: value})

    def test_a_session_is_not_born_done(self):
        desk = self.env["acupuncture.session"].with_user(self.users["front_desk"])
        values = {
            "client_id": self.client.id,
            "practitioner_id": self.practitioner.id,
            "start": NEXT_WEEK,
        }
        for attempt in (
            lambda: desk.create({**values, "state": "done"}),
            lambda: desk.with_context(default_state="done").create(values),
            lambda: desk.with_context(
                acupuncture_seal=True, acupuncture_together=1
            ).create({**values, "state": "done"}),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_a_stored_default_of_the_user_does_not_count(self):
        desk = self.env(user=self.users["front_desk"])
        state = self.env["ir.model.fields"]._get("acupuncture.session", "state")
        desk["ir.default"].create(
            {"field_id": state.id, "json_value": '"done"', "user_id": desk.uid}
        )
        session = desk["acupuncture.session"].create(
            {
                "client_id": self.client.id,
                "practitioner_id": self.practitioner.id,
                "start": NEXT_WEEK,
            }
        )
        self.assertEqual(session.state, "planned")

    def test_a_session_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.book(SOON).unlink()

    def test_cancel_in_time_releases_the_credit_and_the_time(self):
        session = self.book(NEXT_WEEK)
        credit = session.credit_id
        self.as_role(session, "front_desk").action_cancel()
        self.assertEqual(session.state, "cancelled")
        self.assertEqual(credit.state, "available")
        self.assertFalse(session.credit_id)
        self.assertTrue(self.book(NEXT_WEEK, kind="consultation"))

    def test_late_cancel_forfeits_by_default(self):
        session = self.book(SOON)
        session.action_cancel()
        self.assertEqual(session.state, "late_cancelled")
        self.assertEqual(session.credit_id.state, "forfeited")
        self.assertTrue(self.book(SOON, kind="consultation"))

    def test_late_cancel_with_a_warning_only_releases(self):
        course = self.sell_course(
            self.make_product("Kind", list_price=10, late_cancel_policy="warn")
        )
        session = self.book(SOON, course_id=course.id)
        credit = session.credit_id
        session.action_cancel()
        self.assertEqual(session.state, "late_cancelled")
        self.assertEqual(credit.state, "available")

    def test_moving_does_not_dodge_the_late_policy(self):
        moves = {
            "moved": lambda session: session.write({"start": NEXT_WEEK}),
            "dragged": lambda session: session.event_id.write({"start": NEXT_WEEK}),
            "swapped": lambda session: (
                session
                + self.book(NEXT_WEEK, client=self.other_client, kind="consultation")
            ).action_swap(),
        }
        for how, move in moves.items():
            with self.subTest(how):
                session = self.book(SOON)
                move(session)
                self.assertEqual(str(session.start), NEXT_WEEK)
                self.assertEqual(str(session.promised_start), SOON)
                session.action_cancel()
                self.assertEqual(session.state, "late_cancelled")
                session.invalidate_recordset()
                self.env["acupuncture.session"].search(
                    [("client_id", "=", self.other_client.id)]
                ).action_cancel()

    def test_moving_with_notice_costs_nothing(self):
        session = self.book(NEXT_WEEK)
        session.start = "2026-03-10 09:00:00"
        self.assertFalse(session.promised_start)
        session.action_cancel()
        self.assertEqual(session.state, "cancelled")

    def test_no_show_waits_for_the_start_and_keeps_the_time(self):
        session = self.book(SOON)
        self.assertFalse(session.has_begun)
        with self.assertRaisesRegex(UserError, "has not begun"):
            session.action_no_show()
        with freeze_time("2026-03-02 09:20:00"):
            session.invalidate_recordset(["has_begun"])
            self.assertTrue(session.has_begun)
            self.as_role(session, "front_desk").action_no_show()
        self.assertEqual(session.credit_id.state, "forfeited")
        self.assertTrue(all(session.booking_ids.mapped("occupying")))

    def test_undo_voids_and_reserves_again(self):
        session = self.missed()
        self.as_role(session, "front_desk").action_reset()
        self.assertEqual(session.state, "confirmed")
        self.assertEqual(session.credit_id.state, "reserved")
        self.assertEqual(
            session.credit_id.move_ids.sorted("id").mapped("to_state"),
            ["reserved", "forfeited", "available", "reserved"],
        )

    def missed(self):
        """Return a session whose client did not come: its credit is forfeited."""
        session = self.book(SOON)
        with freeze_time("2026-03-02 09:20:00"):
            session.invalidate_recordset(["has_begun"])
            session.action_no_show()
        self.assertEqual(session.credit_id.state, "forfeited")
        return session

    def test_a_held_treatment_is_not_undone(self):
        """Its chart is signed; that stays, and so does the credit that was used."""
        session = self.book(SOON)
        session.action_arrive()
        session.action_start()
        self.sign_chart(session)
        for role in ("practitioner", "clinical_lead", "manager"):
            with (
                self.subTest(role),
                self.assertRaisesRegex(UserError, "its chart is signed"),
            ):
                self.as_role(session, role).action_reset()
        self.assertEqual((session.state, session.credit_id.state), ("done", "used"))

    def test_a_held_consultation_is_undone(self):
        session = self.book(SOON, kind="consultation")
        session.action_arrive()
        session.action_start()
        session.action_finish()
        self.as_role(session, "manager").action_reset()
        self.assertEqual((session.state, session.finished_at), ("in_treatment", False))

    def test_undo_works_while_the_course_is_on_hold(self):
        session = self.missed()
        credit = session.credit_id
        self.course.action_hold()
        self.as_role(session, "front_desk").action_reset()
        self.assertEqual(session.state, "confirmed")
        self.assertEqual((session.credit_id, credit.state), (credit, "reserved"))
        self.assertEqual(self.course.state, "on_hold")

    def test_undo_of_a_spared_no_show_takes_a_session_again(self):
        course = self.sell_course(
            self.make_product("Kind", list_price=10, late_cancel_policy="warn")
        )
        session = self.book(SOON, course_id=course.id)
        with freeze_time("2026-03-02 09:20:00"):
            session.action_no_show()
            self.assertEqual(course.reserved_count, 0)
            course.action_hold()
            self.as_role(session, "front_desk").action_reset()
        self.assertEqual(session.credit_id.state, "reserved")
        self.assertEqual(course.reserved_count, 1)

    def test_undo_is_refused_once_the_course_is_cancelled(self):
        session = self.missed()
        self.course._cancel("test")
        with self.assertRaisesRegex(UserError, "not active"):
            session.action_reset()

    def test_a_stale_form_is_told_where_the_session_stands(self):
        session = self.book(NEXT_WEEK)
        session.action_cancel()
        with self.assertRaisesRegex(UserError, "is cancelled"):
            session.action_confirm()
        with self.assertRaisesRegex(UserError, "can no longer be moved"):
            session.write({"start": SOON})

    def test_hooks_are_called_once_per_batch(self):
        sessions = self.book(SOON) + self.book(NEXT_WEEK)
        calls = []
        self.patch(
            type(sessions),
            "_state_changed",
            lambda records, old: calls.append((records, old)),
        )
        self.patch(type(sessions), "_rescheduled", lambda r: calls.append(("moved", r)))
        sessions.action_confirm()
        self.assertEqual(calls, [(sessions, dict.fromkeys(sessions.ids, "planned"))])
        sessions[0].start = "2026-03-02 10:00:00"
        self.assertEqual(calls[1:], [("moved", sessions[0])])

    def test_a_consultation_needs_no_credit_and_no_gate(self):
        self.practitioner.licence_number = False
        session = self.book(SOON, client=self.other_client, kind="consultation")
        session.action_arrive()
        session.action_start()
        session.action_finish()
        self.assertFalse(session.credit_id)

    def test_the_gate_lists_every_reason_with_its_remedy(self):
        session = self.book(NEXT_WEEK)
        session.action_arrive()
        self.practitioner.licence_expiry = "2026-03-08"
        self.course.action_hold()
        with self.assertRaises(UserError) as caught:
            session.action_start()
        for words in ("licence", "another practitioner", "on hold", "planned for"):
            self.assertIn(words, str(caught.exception))

    def test_the_licence_is_valid_on_its_last_local_day(self):
        """23:30 UTC on the 8th is the 9th in Vienna."""
        session = self.book("2026-03-08 23:30:00")
        self.practitioner.licence_expiry = "2026-03-08"
        with freeze_time("2026-03-08 23:30:00"):
            self.ask_again(session)
            codes = [line.code for line in session._gate_lines() if not line.ok]
        self.assertEqual(codes, ["licence"])

    def test_certification_is_needed(self):
        session = self.book(SOON)
        self.practitioner.cosmetic_certified = False
        with self.assertRaisesRegex(UserError, "not certified"):
            session.action_arrive() or session.action_start()

    def test_moving_past_the_last_usable_day_is_refused(self):
        session = self.book(NEXT_WEEK)
        with self.assertRaisesRegex(UserError, "may be used until"):
            session.start = datetime(2027, 6, 1, 9)

    def test_cancelling_the_order_cancels_planned_sessions(self):
        session = self.book(NEXT_WEEK)
        self.course.order_id._action_cancel()
        self.assertEqual(session.state, "cancelled")
        self.assertEqual(self.course.state, "cancelled")

    def test_a_practitioner_with_sessions_is_not_archived(self):
        session = self.book(NEXT_WEEK)
        with self.assertRaisesRegex(UserError, "upcoming"):
            self.practitioner.action_archive()
        session.action_cancel()
        self.practitioner.action_archive()
        self.assertEqual(session.practitioner_id.name, "Paula Practitioner")

    def test_nobody_is_booked_with_an_archived_practitioner_or_room(self):
        for gone in (self.practitioner, self.room):
            gone.action_archive()
            with self.assertRaisesRegex(UserError, f"{gone.name} is archived"):
                self.book(NEXT_WEEK)
            gone.action_unarchive()
        self.assertTrue(self.book(NEXT_WEEK))

    def test_the_list_costs_the_same_for_1_and_50_sessions(self):
        names = ["start", "client_id", "practitioner_id", "number", "course_id"]
        spec = {
            name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
            for name in names
        }
        sessions = self.env["acupuncture.session"]
        for day in range(12):
            sessions += self.book(f"2026-03-{day + 3:02d} 09:00:00")
        alone = self.spent(sessions[:1].web_read, spec)
        self.assertEqual(alone, self.spent(sessions.web_read, spec))
