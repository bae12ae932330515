"""The gate: every red line alone keeps it shut, its mending opens it, nobody cheats."""

from psycopg2.errors import IntegrityConstraintViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .gate_common import NOW, SOON, GateCase

TOMORROW = "2026-03-03 09:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGate(GateCase):
    def as_role(self, record, role):
        return record.with_user(self.users[role])

    def start(self, session, role="practitioner"):
        self.as_role(session, role).action_start()
        self.assertEqual(session.state, "in_treatment")

    def assertShut(self, session, *codes):
        """Assert that exactly these lines are red, and that no caller gets past."""
        self.assertEqual(set(self.red(session)), set(codes))
        with self.assertRaises(UserError):
            self.as_role(session, "practitioner").action_start()
        self.assertEqual(session.state, "arrived")

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
        self.assertIn("03/07/2026", self.red(session)["stop:FEVER"].message)

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

    def test_a_session_of_another_day_is_moved_to_today(self):
        self.make_ready()
        session = self.arrived(TOMORROW)
        self.assertShut(session, "too_early")
        self.as_role(session, "practitioner").action_move_to_today()
        self.assertEqual(str(session.start), SOON)
        self.start(session)

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
            ["history", "screening", "consent", "credit", "on_hold", "licence"]
            + ["too_early"],
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

    # the dialog

    def checklist(self, session, role):
        action = self.as_role(session, role).action_view_gate()
        dialog = self.env["acupuncture.gate.check"].browse(action["res_id"])
        return self.as_role(dialog, role)

    def test_the_dialog_starts_when_all_is_green(self):
        session = self.arrived()
        dialog = self.checklist(session, "practitioner")
        self.assertEqual(dialog.red_count, 3)
        self.assertFalse(dialog.may_start)
        self.make_ready()
        self.assertFalse(self.checklist(session, "front_desk").may_start)
        dialog = self.checklist(session, "practitioner")
        self.assertTrue(dialog.may_start)
        dialog.action_start()
        self.assertEqual(session.state, "in_treatment")

    def test_green_starts_without_a_dialog(self):
        session = self.arrived()
        action = self.as_role(session, "practitioner").action_open_gate()
        self.assertEqual(action["res_model"], "acupuncture.gate.check")
        self.make_ready()
        self.as_role(session, "practitioner").action_open_gate()
        self.assertEqual(session.state, "in_treatment")

    def test_the_desk_cannot_start_through_the_dialog(self):
        self.make_ready()
        session = self.arrived()
        for verb in ("action_start", "action_override"):
            with self.subTest(verb), self.assertRaises(AccessError):
                getattr(self.checklist(session, "front_desk"), verb)()

    def test_a_button_mends_the_line_it_stands_on(self):
        self.make_ready()
        session = self.arrived()
        self.course.action_hold()
        dialog = self.checklist(session, "practitioner")
        line = dialog.line_ids.filtered(lambda line: line.code == "on_hold")
        self.assertEqual((line.status, line.action), ("red", "action_resume_course"))
        line.with_context(acupuncture_gate_code="on_hold").action_mend()
        self.assertEqual(self.course.state, "active")
        with self.assertRaises(UserError):
            line.with_context(acupuncture_gate_code="on_hold").action_mend()

    def test_every_verb_that_a_line_offers_exists(self):
        from odoo.addons.acupuncture_cosmetic.wizard.gate_check_line import MENDS

        sessions = self.env["acupuncture.session"]
        self.assertFalse([verb for verb in MENDS if not hasattr(sessions, verb)])

    # overrides

    def electro_course(self):
        techniques = self.env["acupuncture.technique"].search(
            [("code", "in", ("needling", "electroacupuncture"))]
        )
        product = self.make_product(
            "With current",
            list_price=100,
            session_count=5,
            technique_ids=[Command.set(techniques.ids)],
        )
        return self.sell_course(product)

    def override(self, session, role="clinical_lead", **values):
        rows = self.env["acupuncture.override"].with_user(self.users[role])
        shown = rows.with_context(default_session_id=session.id).default_get(
            ["session_id", "codes"]
        )
        return rows.create({"reason": "Seen together, safe.", **shown, **values})

    def lead_treats(self):
        self.practitioner.user_id = self.users["clinical_lead"]

    def test_the_lead_overrides_with_a_reason(self):
        self.lead_treats()
        session = self.arrived()
        row = self.override(session)
        self.assertEqual(
            set(row.codes), {"history", "consent:treatment", "consent:data"}
        )
        self.assertEqual(row.user_id, self.users["clinical_lead"])
        self.start(session, "clinical_lead")

    def test_the_lead_overrides_for_the_one_who_treats(self):
        session = self.arrived()
        row = self.override(session)
        row.action_start_session()
        self.assertEqual(session.state, "arrived", "the lead does not treat")
        self.start(session)

    def test_only_the_lead_overrides_and_only_with_a_reason(self):
        session = self.arrived()
        for role in ("practitioner", "manager", "front_desk"):
            with self.subTest(role), self.assertRaises(UserError):
                self.override(session, role)
            rows = self.env["acupuncture.override"].with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                rows.create({"session_id": session.id, "reason": "x", "codes": []})
        for reason in (False, "", "  \n"):
            with self.subTest(reason), self.assertRaises(UserError):
                self.override(session, reason=reason)

    def test_an_absolute_item_is_not_overridden(self):
        self.lead_treats()
        session = self.arrived()
        self.answer(yes={"FEVER": {"on_date": "2026-03-01"}})
        self.sign()
        self.assertShut(session, "stop:FEVER", "practitioner")
        with self.assertRaises(UserError):
            self.override(session)
        with self.assertRaises(UserError):
            self.as_role(session, "clinical_lead").action_override()

    def test_an_override_covers_what_was_shown(self):
        self.lead_treats()
        self.sign()
        history = self.answer(review=False)
        session = self.arrived()
        self.override(session)
        self.assertFalse(self.red(session, "clinical_lead"))
        history.action_mark_reviewed()
        self.answer(yes={"BOTOX": {"on_date": "2026-03-01"}})
        self.sign()
        self.assertEqual(set(self.red(session, "clinical_lead")), {"defer:BOTOX"})
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            self.override(session, codes=["review"])
        self.override(session)
        self.start(session, "clinical_lead")

    def test_what_the_client_tells_later_was_not_overridden(self):
        self.lead_treats()
        self.sign()
        self.answer(review=False)
        session = self.arrived()
        self.override(session)
        self.assertFalse(self.red(session, "clinical_lead"))
        with freeze_time("2026-03-02 08:05:00"):
            self.answer(review=False, yes={"NICKEL": {}})
            self.sign()
            self.assertIn("review", self.red(session, "clinical_lead"))
            with self.assertRaises(UserError):
                self.as_role(session, "clinical_lead").action_start()
            self.override(session)
            self.start(session, "clinical_lead")

    def test_red_does_not_hide_a_history_out_of_date(self):
        session = self.arrived()
        items = self.env["acupuncture.contraindication"]
        items.search([("code", "=", "BOTOX")]).defer_days = 400
        with freeze_time("2025-02-01 08:00:00"):
            self.answer(yes={"BOTOX": {"on_date": "2025-02-01"}})
        self.sign()
        self.assertShut(session, "history", "defer:BOTOX")

    def test_an_override_counts_for_its_session(self):
        self.lead_treats()
        session = self.arrived()
        self.override(session)
        other = self.arrived("2026-03-02 12:00:00")
        self.assertTrue(self.red(other, "clinical_lead"))

    def test_an_override_is_not_forged(self):
        session = self.arrived()
        forged = {"session_id": session.id, "reason": "x", "codes": ["history"]}
        for role in ("clinical_lead", "practitioner"):
            rows = self.env["acupuncture.override"].with_user(self.users[role])
            for attempt in (
                {"kind": "override", **forged},
                {"kind": "left_out", **forged},
                {"user_id": self.users["manager"].id, "kind": "override", **forged},
            ):
                with self.subTest(role), self.assertRaises(UserError):
                    rows.create(attempt)
        self.assertEqual(len(self.red(session)), 3)

    def test_an_override_is_never_changed(self):
        self.lead_treats()
        row = self.override(self.arrived())
        self.env.flush_all()
        for statement in (
            "UPDATE acupuncture_override SET reason = 'x' WHERE id = %s",
            "DELETE FROM acupuncture_override WHERE id = %s",
        ):
            with (
                self.assertRaises(IntegrityConstraintViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement, [row.id])

    def test_no_context_key_opens_the_gate(self):
        session = self.arrived()
        keys = {"acupuncture_seal": True, "acupuncture_gate_code": "history"}
        keys |= {"acupuncture_override": True, "neutral": True}
        gate = self.as_role(session, "clinical_lead").with_context(**keys)
        with self.assertRaises(UserError):
            gate.action_start()
        with self.assertRaises(UserError):
            gate.write({"state": "in_treatment"})

    # cost

    def spent(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_the_checklist_costs_a_fixed_number_of_queries(self):
        sessions = self.twenty_sessions()
        gate = self.as_role(sessions, "practitioner")
        gate[:1]._gate_checks()  # access rules are read once
        alone = self.spent(gate[:1]._gate_checks)
        self.assertLessEqual(alone, 52)
        self.assertLessEqual(self.spent(gate._gate_checks), alone + 3)
        dialog = self.checklist(gate[0], "practitioner")
        shown = self.spent(lambda: dialog.web_read(self.dialog_fields()))
        self.assertLessEqual(shown, alone + 15)

    def dialog_fields(self):
        names = ("code", "ok", "action", "status", "label", "message", "remedy")
        line = {"fields": {name: {} for name in names}}
        return {
            "line_ids": line,
            "may_start": {},
            "may_override": {},
            "red_count": {},
        }

    def twenty_sessions(self):
        """Return the sessions of twenty clients who are ready and here."""
        clients = self.env["res.partner"].create(
            [{"name": f"Client {number}"} for number in range(20)]
        )
        sessions = self.env["acupuncture.session"]
        for number, client in enumerate(clients):
            self.make_ready(client)
            course = self.sell_course(client=client)
            hour = f"2026-03-02 {number // 2:02d}:{number % 2 * 30:02d}:00"
            sessions += self.book(
                hour, client, course_id=course.id, duration=15, room_id=False
            )
        sessions.action_arrive()
        return sessions

    def test_twenty_starts_cost_little_more_than_one(self):
        sessions = self.twenty_sessions()
        gate = self.as_role(sessions, "practitioner")
        alone = self.spent(gate[:1].action_start)
        spent = self.spent(gate[1:].action_start)
        self.assertEqual(set(sessions.mapped("state")), {"in_treatment"})
        self.assertLessEqual(spent, alone + 40)
