"""What the face chart marks as closed."""

from lxml import etree

from odoo.tests import tagged

from .gate_common import GateCase
from .protocol_common import ProtocolCase


@tagged("post_install", "-at_install")
class TestChartClosed(ProtocolCase, GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        treated = cls.make_protocol("SHUT4", points=("ST6", "LI4"))
        treated.action_activate()
        product = cls.make_product("Course", list_price=800.0, protocol_id=treated.id)
        cls.planned = cls.sell_course(product)
        cls.session = cls.book("2026-03-02 09:00:00", course_id=cls.planned.id)

    def opened(self, model):
        return self.env[model].with_user(self.users["practitioner"])

    def plan(self):
        action = self.planned.with_user(self.users["practitioner"]).action_plan()
        return self.opened("acupuncture.plan").browse(action["res_id"])

    def chart(self):
        charts = self.opened("acupuncture.treatment")
        return charts._start_for(self.session.with_env(charts.env))

    def test_nothing_is_closed_for_a_healthy_client(self):
        self.answer(review=False)
        self.assertFalse(self.chart().closed_data)
        self.assertFalse(self.plan().closed_data)

    def test_pregnancy_closes_points_that_are_not_even_planned(self):
        self.answer(yes={"PREG": {}}, review=False)
        chart = self.chart()
        for record in (chart, self.plan()):
            closed = record.closed_data
            self.assertIn("Avoided", closed[str(self.point("SP6").id)])
            self.assertNotIn(str(self.point("ST6").id), closed)
        avoided = self.env["acupuncture.point"].search([("pregnancy", "=", "avoid")])
        self.assertEqual(set(chart.closed_data), set(map(str, avoided.ids)))

    def test_lymph_nodes_removed_drop_the_points_of_that_arm(self):
        told = {"NODE_REMOVAL": {"detail": "left arm, breast 2019"}}
        self.answer(yes=told, review=False)
        plan, chart = self.plan(), self.chart()
        rows = {row.point_id.code: row.screening_state for row in plan.point_ids}
        self.assertEqual((rows["LI4"], rows["ST6"]), ("caution", "open"))
        needles = {(n.point_id.code, n.side) for n in chart.needle_ids}
        self.assertEqual(needles, {("LI4", "right"), ("ST6", "left"), ("ST6", "right")})
        self.assertIn("Lymph nodes", chart.closed_note)
        self.assertFalse(chart.closed_data)

    def test_who_is_not_sure_of_lymph_nodes_is_spared_until_asked(self):
        history = self.answer(yes={"NODE_REMOVAL": {"detail": "left"}}, review=False)
        chart = self.chart()
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE acupuncture_intake_answer DISABLE TRIGGER USER;"
            "UPDATE acupuncture_intake_answer SET value = 'unknown'"
            " WHERE detail = 'left';"
            "ALTER TABLE acupuncture_intake_answer ENABLE TRIGGER USER"
        )
        self.env.invalidate_all()
        self.assertEqual(
            history.finding_ids.filtered("asks").item_id.code, "NODE_REMOVAL"
        )
        self.assertIn("until the client has been asked", chart.closed_note)

    def test_lymph_nodes_without_a_side_close_both_arms_on_the_map(self):
        self.answer(yes={"NODE_REMOVAL": {"detail": "arm"}}, review=False)
        chart = self.chart()
        self.assertIn("Lymph nodes", chart.closed_data[str(self.point("LI4").id)])
        self.assertNotIn(str(self.point("ST36").id), chart.closed_data)
        self.assertEqual(set(chart.needle_ids.point_id.mapped("code")), {"ST6"})

    def test_plan_and_record_hand_it_to_the_drawing(self):
        for model in ("acupuncture.plan", "acupuncture.treatment"):
            arch = self.opened(model).get_view(view_type="form")["arch"]
            chart = etree.fromstring(arch).find(".//field[@widget='face_chart']")
            self.assertIn("'closed': 'closed_data'", chart.get("options"))
