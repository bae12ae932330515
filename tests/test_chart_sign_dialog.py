"""Sign names what is missing, and asks for it right there."""

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.acupuncture_cosmetic.engine.chart_completeness import CHECKS

from .chart_common import NOW, ChartCase
from .common import ClinicCase
from .tablet_common import TabletCase

WORDS = {
    "subjective": "Slept well",
    "objective": "Skin calm",
    "assessment": "Fits",
    "next_plan": "As before",
    "tongue": "pale",
    "pulse": "wiry",
    "aftercare_given": True,
}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartSignDialog(ChartCase):
    def asked(self, chart):
        context = chart.action_open_sign()["context"]
        return context["chart_needed"], context["chart_advised"]

    def test_what_holds_the_signature_stands_apart(self):
        chart = self.needled()
        needed, advised = self.asked(chart)
        self.assertEqual(needed, ["count", "minutes", "reason"])
        self.assertIn("needles", advised)
        self.assertIn("subjective", advised)
        self.assertFalse({"counted", "2f_retention", "2f_reason"} & set(advised))

    def test_what_is_there_is_not_asked(self):
        chart = self.counted()
        chart.write(WORDS)
        needed, advised = self.asked(chart)
        self.assertEqual(needed, [])
        self.assertFalse(set(WORDS) & set(advised))
        chart.needle_ids.write({"stimulation": "manual", "response": "de_qi"})
        self.assertEqual(set(self.asked(chart)[1]) - {"1a_style", "needles"}, set())

    def test_minutes_out_of_range_ask_for_the_reason(self):
        chart = self.counted()
        chart.retention_minutes = 3
        self.assertEqual(self.asked(chart)[0], ["reason"])
        chart.retention_reason = "client"
        self.assertEqual(self.asked(chart)[0], [])

    def test_a_chart_without_needles_says_so_once(self):
        chart = self.needled()
        chart.needle_ids.unlink()
        needed, advised = self.asked(chart)
        self.assertEqual(needed, [])
        self.assertIn("2a_needles", advised)
        self.assertFalse({"needles", "counted", "2f_retention"} & set(advised))

    def test_each_thing_asked_has_its_input(self):
        """No code is named that the dialog has no place for."""
        chart = self.needled()
        view = chart.get_view(
            self.env.ref("acupuncture_cosmetic.treatment_view_form_sign").id, "form"
        )
        arch = etree.fromstring(view["arch"])
        codes = {*chart._needed_to_sign(), *chart._asked_codes(CHECKS)}
        places = {}
        for node in arch.xpath("//div[@invisible]"):
            for code in codes:
                if f"'{code}' not in context" in node.get("invisible"):
                    places[code] = node
        self.assertEqual(set(places), codes)
        for code, node in places.items():
            shown = {"chart_needed": [code], "chart_advised": [code]}
            hidden = safe_eval(
                node.get("invisible"), {"context": shown, "retention_odd": True}
            )
            with self.subTest(code):
                self.assertFalse(hidden)
                if code not in ("supervisor", "2a_needles"):
                    self.assertTrue(node.xpath(".//field[not(@readonly='1')]"))

    def test_it_is_filled_in_there_and_signed(self):
        chart = self.needled()
        for row in chart.count_data:
            chart.action_count_zone(row["zone"], row["expected"])
        action = chart.action_open_sign()
        view = self.env.ref("acupuncture_cosmetic.treatment_view_form_sign")
        with Form(chart.with_context(**action["context"]), view=view) as form:
            form.retention_minutes = chart.retention_target
            form.subjective = "Slept well"
            form.objective = "Skin calm"
        chart.action_sign()
        self.assertEqual(chart.state, "signed")
        self.assertEqual(chart.subjective, "Slept well")

    def test_who_is_called_away_may_leave(self):
        """A required field would hold the dialog open, and the count with it."""
        chart = self.needled()
        view = self.env.ref("acupuncture_cosmetic.treatment_view_form_sign")
        arch = etree.fromstring(chart.get_view(view.id, "form")["arch"])
        for node in arch.xpath("//field[not(ancestor::field)]"):
            with self.subTest(node.get("name")):
                self.assertFalse(node.get("required"))

    def test_who_may_not_sign_is_not_asked(self):
        chart = self.needled()
        for role in ("front_desk", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(chart, role).action_open_sign()
        self.counted(chart).action_sign()
        with self.assertRaisesRegex(UserError, "signed"):
            chart.action_open_sign()


@tagged("post_install", "-at_install")
class TestChartSignTablet(TabletCase, ClinicCase):
    """Signed too early: all that holds the signature is done in the dialog."""

    browser_size = "810x1080"

    def test_what_holds_the_signature_is_done_right_there(self):
        self.sell_course()
        session = self.book(fields.Datetime.now())
        with session._transition("arrived"), session._transition("in_treatment"):
            pass
        chart = self.chart(session)
        point = self.env.ref("acupuncture_cosmetic.point_ST36")
        chart.needle_ids = [
            fields.Command.create({"point_id": point.id, "side": side, "depth_mm": 9})
            for side in ("left", "right")
        ]
        chart.action_begin_retention()
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Charts",
                "res_model": "acupuncture.treatment",
                "view_mode": "list,form",
                "path": "test-sign-charts",
            }
        )
        url = f"/odoo/{action.path}/{chart.id}"
        self.on_tablet(url, "practitioner", self.sign_too_early)
        chart.invalidate_recordset()
        self.assertEqual((chart.state, session.state), ("signed", "done"))
        self.assertEqual(chart.retention_reason, "client")
        self.assertEqual(chart.objective, "Skin calm.")
        self.assertEqual(chart.pulse_ids.mapped("name"), ["Wiry"])

    def sign_too_early(self, tablet):
        tablet.tap(".o_to_notes")
        tablet.see("[name=subjective] textarea:focus")
        top = tablet.place(".o_chart_note h2")[1]
        self.assertTrue(tablet.place(".o_chart_meter")[1] < top < 400, top)
        tablet.tap("button[name=action_open_sign]")
        tablet.see(".modal [name=needed] .o_count_next")
        tablet.tap(".modal [name=objective] .o_phrase")
        tablet.gone(".modal button[name=action_sign]")
        tablet.tap(".modal button[special=save], .modal footer .btn-secondary")
        tablet.gone(".modal")
        tablet.until("document.querySelector('[name=objective] textarea').value")
        tablet.tap("button[name=action_open_sign]")
        tablet.tap(".modal .o_count_next")
        tablet.see(".modal [name=reason] [name=retention_reason]")
        tablet.gone(".modal button[name=action_sign]")
        tablet.tap(".modal [name=pulse] .o_examination_open")
        tablet.tap(".modal .o_examination_term[data-code=wiry]")
        tablet.see(".modal .o_examination_term[data-code=wiry][aria-pressed=true]")
        tablet.tap(".modal [name=retention_reason] input")
        tablet.tap(".o_select_menu_item:nth-of-type(1)")
        tablet.tap(".modal button[name=action_sign]")
        tablet.see(".o_form_view button[name=action_add_addendum]")
