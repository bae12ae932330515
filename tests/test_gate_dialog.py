"""The checklist: what the dialog offers to whom, and what it costs."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.acupuncture_cosmetic.wizard.gate.gate_check_line import MENDS

from .gate_common import NOW, GateCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGateDialog(GateCase):
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
        sessions = self.env["acupuncture.session"]
        self.assertFalse([verb for verb in MENDS if not hasattr(sessions, verb)])

    # cost

    def test_the_checklist_costs_a_fixed_number_of_queries(self):
        sessions = self.twelve_sessions()
        gate = self.as_role(sessions, "practitioner")
        gate[:1]._gate_checks()  # access rules are read once
        alone = self.spent(gate[:1]._gate_checks)
        self.assertLessEqual(alone, 52)
        self.assertLessEqual(self.spent(gate._gate_checks), alone + 3)
        dialog = self.checklist(gate[0], "practitioner")
        shown = self.spent(dialog.web_read, self.dialog_fields())
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

    def twelve_sessions(self):
        """Return the sessions of twelve clients who are ready and here, all of now."""
        self.practitioner.turnover_minutes = 0
        clients = self.env["res.partner"].create(
            [{"name": f"Client {number}"} for number in range(12)]
        )
        sessions = self.env["acupuncture.session"]
        for number, client in enumerate(clients):
            self.make_ready(client)
            course = self.sell_course(client=client)
            hour = f"2026-03-02 08:{number * 5:02d}:00"
            sessions += self.book(
                hour, client, course_id=course.id, duration=5, room_id=False
            )
        sessions.action_arrive()
        return sessions

    def test_twelve_starts_cost_little_more_than_one(self):
        sessions = self.twelve_sessions()
        gate = self.as_role(sessions, "practitioner")
        alone = self.spent(gate[:1].action_start)
        spent = self.spent(gate[1:].action_start)
        self.assertEqual(set(sessions.mapped("state")), {"in_treatment"})
        self.assertLessEqual(spent, alone + 23)
