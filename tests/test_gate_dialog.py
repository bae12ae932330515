"""The checklist: what the dialog offers to whom, and what it costs."""

import ast
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import file_path
from odoo.tools.translate import code_translations

from odoo.addons.acupuncture_cosmetic.models.gate.line import (
    BOOKING,
    GROUPS,
    Remedy,
    gate_line,
)

from .gate_common import NOW, GateCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGateDialog(GateCase):
    def checklist(self, session, role):
        action = self.as_role(session, role).action_view_gate()
        dialog = session.env["acupuncture.gate.check"].browse(action["res_id"])
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
        self.assertEqual((line.status, line.verb), ("red", "action_resume_course"))
        line.with_context(acupuncture_gate_code="on_hold").action_mend()
        self.assertEqual(self.course.state, "active")
        with self.assertRaises(UserError):
            line.with_context(acupuncture_gate_code="on_hold").action_mend()

    def test_every_verb_that_a_line_offers_exists(self):
        """Read from the source: a room offers remedies where it declares its lines."""
        rooms = Path(file_path("acupuncture_cosmetic/models"))
        verbs = {
            call.args[0].value
            for path in rooms.rglob("*.py")
            for call in ast.walk(ast.parse(path.read_text()))
            if isinstance(call, ast.Call) and getattr(call.func, "id", None) == "Remedy"
        }
        self.assertGreater(len(verbs), 10)
        sessions = self.env["acupuncture.session"]
        self.assertFalse([verb for verb in verbs if not hasattr(sessions, verb)])

    # one look

    def looks(self, call):
        """Return how often the gate is looked through, and what the call returns."""
        gate = type(self.env["acupuncture.gate"])
        look = gate._look
        with patch.object(gate, "_look", autospec=True, side_effect=look) as looked:
            done = call()
        return looked.call_count, done

    def test_a_start_looks_through_the_gate_once(self):
        session = self.arrived()
        gate = self.as_role(session, "practitioner")
        count, opened = self.looks(gate.action_open_gate)
        self.assertEqual((count, opened["res_model"]), (1, "acupuncture.gate.check"))
        self.make_ready()
        count, _chart = self.looks(gate.action_open_gate)
        self.assertEqual((count, session.state), (1, "in_treatment"))
        session.action_reset()
        count, _chart = self.looks(gate.action_start)
        self.assertEqual((count, session.state), (1, "in_treatment"))

    def test_a_checklist_is_read_by_one_look(self):
        dialog = self.checklist(self.arrived(), "practitioner")
        count, _read = self.looks(lambda: dialog.web_read(self.dialog_fields()))
        self.assertEqual(count, 1)

    # a line of one's own

    def test_every_line_says_where_it_stands_and_what_it_is_about(self):
        declared = [each for each, _method in self.env["acupuncture.gate"]._declared()]
        self.assertEqual(len({each.place for each in declared}), len(declared))
        for each in declared:
            with self.subTest(each.line.code):
                self.assertIn(each.group, GROUPS)
                self.assertFalse(each.line.ok and each.line.remedies)

    def test_a_later_room_adds_a_line_in_one_place(self):
        """One method: shown with its button, refused while red, mended, overridden."""

        @gate_line(
            "clean",
            group=BOOKING,
            order=90,
            label="Room is clean",
            message="Nobody cleaned it",
            advice="Clean it.",
            remedies=(Remedy("action_take_over", "It is clean"),),
            overridable=True,
        )
        def _line_clean(_gate, line, facts):
            for session in facts.sessions:
                yield session, line._replace(ok=session.practitioner_id in cleaned)

        cleaned = self.practitioner.browse()
        gate = type(self.env["acupuncture.gate"])
        self.startPatcher(patch.object(gate, "_line_clean", _line_clean, create=True))
        self.make_ready()
        session = self.arrived()
        self.assertShut(session, "clean")
        line = self.checklist(session, "practitioner").line_ids[:1]
        self.assertEqual((line.label, line.button), ("Room is clean", "It is clean"))
        self.assertEqual(line.message, "Nobody cleaned it")
        self.override(session)
        self.assertFalse(self.red(session))
        cleaned = self.practitioner
        self.start(session)

    def test_a_line_is_told_in_the_words_of_who_reads_it(self):
        """Declared once, when the code is loaded; translated when it is shown."""
        self.env["res.lang"]._activate_lang("de_DE")
        words = {"Health history": "Anamnese", "Fill in here": "Hier ausfüllen"}
        known = {("acupuncture_cosmetic", "de_DE"): words}
        self.startPatcher(patch.dict(code_translations.python_translations, known))
        session = self.arrived().with_context(lang="de_DE")
        line = self.checklist(session, "practitioner").line_ids[:1]
        self.assertEqual((line.label, line.button), ("Anamnese", "Hier ausfüllen"))
        self.assertEqual(session._gate_lines()[0].label, "Anamnese")

    def test_a_red_line_lends_no_other_verb(self):
        session = self.arrived()
        self.course.action_hold()
        line = self.checklist(session, "practitioner").line_ids.filtered(
            lambda line: line.code == "on_hold"
        )
        for code, verb in (
            ("on_hold", "action_move_to_today"),  # of another line, which is green
            ("on_hold", "unlink"),
            ("other_time", "action_move_to_today"),
            ("history", "action_resume_course"),
        ):
            keys = {"acupuncture_gate_code": code, "acupuncture_gate_verb": verb}
            with self.subTest(verb), self.assertRaises(UserError):
                line.with_context(**keys).action_mend()
        self.assertEqual(self.course.state, "on_hold")

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
        names = ("code", "ok", "verb", "button", "other_verb", "other_button")
        names += ("status", "starts", "label", "message", "advice")
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
