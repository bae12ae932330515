"""The gate: every red line alone keeps it shut, its mending opens it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .gate_common import NOW, SOON, GateCase

TOMORROW = "2026-03-03 09:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGate(GateCase):
    # each red line alone

    def test_nothing_starts_without_history_and_consent(self):
        session = self.arrived()
        self.assertShut(session, "history", "consent:treatment", "consent:data")
        self.make_ready()
        self.start(session)

    def test_a_history_out_of_date_waits_for_a_new_one(self):
        with freeze_time("2025-02-01 08:00:00"):
            self.answer()
        self.sign()
        session = self.arrived()
        self.assertShut(session, "history")
        self.answer()
        self.start(session)

    def test_a_history_waits_for_its_review(self):
        history = self.answer(review=False)
        self.sign()
        session = self.arrived()
        self.assertShut(session, "review")
        history.with_user(self.users["practitioner"]).action_mark_reviewed()
        self.start(session)

    def test_what_is_unclear_waits_for_the_practitioner(self):
        history = self.answer(review=False, yes={"FAINT": {"value": "unknown"}})
        self.sign()
        session = self.arrived()
        self.assertShut(session, "review", "unclear:FAINT")
        self.settle(history)
        self.start(session)

    def test_a_caution_waits_for_the_review_alone(self):
        history = self.answer(review=False, yes={"FAINT": {}})
        self.sign()
        session = self.arrived()
        self.assertShut(session, "review")
        self.settle(history)
        self.start(session)

    def test_a_deferral_ends_by_itself(self):
        session = self.arrived()
        self.answer(yes={"BOTOX": {"on_date": self.days_ago(13)}})
        self.sign()
        self.assertShut(session, "defer:BOTOX")
        self.answer(yes={"BOTOX": {"on_date": self.days_ago(14)}})
        self.start(session)

    def test_a_stop_names_its_day(self):
        session = self.arrived()
        self.answer(yes={"FEVER": {"on_date": self.days_ago(2)}})
        self.sign()
        self.assertShut(session, "stop:FEVER")
        self.assertIn("March 7, 2026", self.red(session)["stop:FEVER"].message)

    def test_a_missing_clearance_holds_the_start(self):
        history = self.answer(yes={"HAEMOPHILIA": {}})
        self.sign()
        session = self.arrived()
        self.assertShut(session, "clearance:HAEMOPHILIA")
        clearance = self.env["acupuncture.clearance"].search(
            [("client_id", "=", self.client.id)]
        )
        self.assertEqual(clearance.finding_id, self.finding(history, "HAEMOPHILIA"))
        clearance.received_from = "Dr Who"
        clearance.action_receive()
        self.start(session)

    def test_a_clearance_past_its_end_is_missing(self):
        self.answer(yes={"HAEMOPHILIA": {}})
        self.sign()
        clearance = self.env["acupuncture.clearance"].search(
            [("client_id", "=", self.client.id)]
        )
        clearance.write({"received_from": "Dr Who", "valid_until": "2026-03-01"})
        clearance.write({"valid_from": "2026-02-01"})
        clearance.action_receive()
        self.assertFalse(clearance.in_force)
        self.assertShut(self.arrived(), "clearance:HAEMOPHILIA")

    def test_a_closed_technique_is_left_out_once_and_the_rest_is_treated(self):
        course = self.electro_course()
        self.answer(yes={"PACEMAKER": {}})
        self.sign(techniques=course._planned_techniques())
        session = self.arrived(course=course)
        line = self.red(session)["technique:electroacupuncture"]
        self.assertEqual(line.label, "Electroacupuncture")
        self.assertShut(session, "technique:electroacupuncture")
        with self.assertRaises(AccessError):
            self.as_role(session, "front_desk").action_leave_out()
        self.as_role(session, "practitioner").action_leave_out()
        row = self.env["acupuncture.override"].search([("session_id", "=", session.id)])
        self.assertEqual((row.kind, row.codes), ("left_out", ["electroacupuncture"]))
        [lines] = self.as_role(session, "practitioner")._gate_checks().values()
        reminder = next(line for line in lines if line.code.startswith("left_out:"))
        self.assertTrue(reminder.ok)
        self.assertIn("do not use", reminder.note)
        self.start(session)
        with self.assertRaises(UserError):
            self.as_role(session, "practitioner").action_leave_out()

    def test_an_open_technique_cannot_be_left_out(self):
        session = self.arrived()
        self.make_ready()
        gate = self.as_role(session, "practitioner")
        for code in (None, "technique:needling", "history"):
            with self.subTest(code), self.assertRaises(UserError):
                gate.with_context(acupuncture_gate_code=code).action_leave_out()

    def test_each_technique_needs_its_own_consent(self):
        course = self.electro_course()
        self.make_ready()
        session = self.arrived(course=course)
        self.assertShut(session, "consent:technique:electroacupuncture")
        self.sign(techniques=course._planned_techniques())
        self.start(session)

    def test_a_withdrawn_consent_shuts_it_for_everybody(self):
        self.make_ready()
        session = self.arrived()
        consent = self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id), ("kind", "=", "treatment")]
        )
        consent._withdraw("changed my mind", "client")
        self.assertShut(session, "consent:treatment")
        self.assertFalse(self.red(session)["consent:treatment"].overridable)
        with self.assertRaises(UserError):
            self.override(session)
        self.sign()
        self.start(session)

    def test_a_consent_out_of_date_is_signed_again(self):
        with freeze_time("2025-02-20 08:00:00"):
            self.sign()
        self.answer()
        session = self.arrived()
        self.assertShut(session, "consent:treatment", "consent:data")
        self.sign()
        self.start(session)

    def test_the_licence_counts_on_the_day_of_the_session(self):
        self.make_ready()
        session = self.arrived()
        for values in (
            {"licence_expiry": "2026-03-01"},
            {"cosmetic_certified": False},
            {"licence_number": False},
        ):
            with self.subTest(values), self.cr.savepoint() as savepoint:
                self.practitioner.write(values)
                self.assertShut(session, "licence")
                savepoint.rollback()
            self.env.invalidate_all()
        self.practitioner.licence_expiry = "2026-03-02"
        self.start(session)

    def test_a_stand_in_takes_the_session_over_first(self):
        self.make_ready()
        session = self.arrived()
        user = new_test_user(
            self.env, "standin", groups="acupuncture_cosmetic.group_practitioner"
        )
        gate = session.with_user(user)
        with self.assertRaisesRegex(UserError, "not a practitioner"):
            gate.action_start()
        other = self.practitioner.copy({"user_id": user.id, "name": "Stan"})
        with self.assertRaisesRegex(UserError, "booked with Paula"):
            gate.action_start()
        gate.action_take_over()
        self.assertEqual(session.practitioner_id, other)
        with self.assertRaisesRegex(UserError, "licence"):
            gate.action_start()
        other.write({"licence_number": "L-2", "cosmetic_certified": True})
        gate.action_start()
        self.assertEqual(session.state, "in_treatment")

    def test_a_course_on_hold_is_resumed(self):
        self.make_ready()
        session = self.arrived()
        self.course.action_hold()
        self.assertShut(session, "on_hold")
        self.as_role(session, "practitioner").action_resume_course()
        self.start(session)

    def test_a_session_of_another_day_is_moved_here(self):
        self.make_ready()
        session = self.arrived(TOMORROW)
        self.assertShut(session, "other_time")
        self.as_role(session, "practitioner").action_move_to_today()
        self.assertEqual(str(session.start), NOW)
        self.start(session)

    def test_a_line_mended_in_order_to_start_still_starts(self):
        self.make_ready()
        session = self.arrived(TOMORROW)
        self.course.action_hold()
        dialogs = self.as_role(session.env["acupuncture.gate.check"], "practitioner")
        opened = self.as_role(session, "practitioner").action_open_gate()
        for code in ("other_time", "on_hold"):
            lines = dialogs.browse(opened["res_id"]).line_ids
            line = lines.filtered(lambda line, code=code: line.code == code)
            opened = line.with_context(acupuncture_gate_code=code).action_mend()
            self.assertTrue(dialogs.browse(opened["res_id"]).starting, code)

    def test_a_session_never_marked_does_not_start_a_week_later(self):
        self.make_ready()
        session = self.arrived()
        with freeze_time("2026-03-09 10:17:40"):
            self.ask_again(session)
            self.assertShut(session, "other_time")
            line = self.red(session)["other_time"]
            self.assertIn("Mon 2 Mar 10:00", line.message)
            self.assertFalse(line.overridable)
            self.as_role(session, "practitioner").action_move_to_today()
            self.assertEqual(str(session.start), "2026-03-09 10:17:00")
            self.assertEqual(str(session.promised_start), SOON)
            self.start(session)

    def test_another_hour_of_the_day_is_another_time(self):
        self.make_ready()
        session = self.arrived()
        for clock, green in (
            ("07:59", False),  # more than an hour before
            ("08:00", True),
            ("09:59", True),  # late, and within its time
            ("10:00", False),  # its time is over
            ("15:00", False),
        ):
            with self.subTest(clock), freeze_time(f"2026-03-02 {clock}:00"):
                self.assertEqual("other_time" not in self.red(session), green)

    def test_moving_here_names_who_is_taken(self):
        self.make_ready()
        session = self.arrived()
        self.book("2026-03-09 10:00:00", client=self.other_client, kind="consultation")
        mover = self.as_role(session, "practitioner")
        with freeze_time("2026-03-09 10:17:00"):
            self.ask_again(session)
            with self.assertRaises(UserError) as refused:
                mover.action_move_to_today()
            self.assertIn(
                "Paula Practitioner is already booked", str(refused.exception)
            )
            with self.assertRaises(UserError):
                mover.action_start()
        self.assertEqual((session.state, str(session.start)), ("arrived", SOON))

    def test_a_consultation_has_no_gate(self):
        session = self.book(SOON, kind="consultation")
        session.action_arrive()
        self.start(session)

    # who sees what

    def test_the_desk_reads_neutral_lines_only(self):
        session = self.arrived(course=self.electro_course())
        self.answer(
            review=False,
            yes={
                "PACEMAKER": {},
                "HAEMOPHILIA": {},
                "FEVER": {"on_date": "2026-03-01"},
            },
        )
        checks = self.as_role(session, "front_desk")._gate_checks()
        [lines] = checks.values()
        codes = [line.code for line in lines]
        self.assertEqual(
            codes,
            ["history", "screening", "changes", "consent", "credit", "on_hold"]
            + ["licence", "other_time"],
        )
        told = " ".join(f"{line.label} {line.message} {line.note}" for line in lines)
        for cause in ("Pacemaker", "Fever", "Electro", "haemophilia", "bleeding"):
            self.assertNotIn(cause.lower(), told.lower())

    def test_what_is_raised_names_no_cause(self):
        """Odoo writes refused calls to the server log."""
        self.answer(review=False, yes={"HAEMOPHILIA": {}})
        session = self.arrived()
        with self.assertRaises(UserError) as refused:
            self.as_role(session, "practitioner").action_start()
        self.assertNotIn("bleeding", str(refused.exception))

    def test_the_checklist_stores_nothing_about_health(self):
        self.answer(review=False, yes={"HAEMOPHILIA": {}})
        session = self.arrived()
        action = self.as_role(session, "practitioner").action_open_gate()
        lines = self.env["acupuncture.gate.check.line"].search(
            [("check_id", "=", action["res_id"])]
        )
        stored = {name for name, field in lines._fields.items() if field.store}
        self.assertLessEqual(
            stored,
            {"id", "check_id", "position"}
            | {"create_uid", "create_date", "write_uid", "write_date"},
        )
