"""The chart says what review and gate decided, and proposes nothing against it."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .gate_common import NOW, GateCase
from .protocol_common import ProtocolCase

FACE = ("EX-HN3", "BL2", "ST4", "ST6")
BODY = ("GV20", "LI4", "ST36")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartStrip(ProtocolCase, GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        protocol = cls.make_protocol("STRIP1", points=(*BODY, *FACE))
        protocol.point_ids.write({"angle": "oblique"})
        protocol.action_activate()
        product = cls.make_product("Course", list_price=800.0, protocol_id=protocol.id)
        cls.treated = cls.sell_course(product)
        cls.visit = cls.book("2026-03-02 09:00:00", course_id=cls.treated.id)

    def chart_of(self, session=None):
        """Return the record that a start makes, as the practitioner reads it."""
        charts = self.env["acupuncture.treatment"].with_user(self.users["practitioner"])
        return charts._start_for((session or self.visit).with_env(charts.env))

    def codes(self, chart):
        return set(chart.needle_ids.point_id.mapped("code"))

    def before(self):
        """Let a signed record stand before the visit."""
        earlier = self.book("2026-02-23 09:00:00", course_id=self.treated.id)
        chart = self.chart_of(earlier)
        chart.sudo().needle_ids.unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE acupuncture_treatment SET state = 'signed', signed_at = now(),"
            " signed_by_id = 1, content_hash = 'x' WHERE id = %s",
            [chart.id],
        )
        self.env.invalidate_all()

    def test_a_first_visit_begins_with_two_thirds(self):
        self.answer(review=False)
        chart = self.chart_of()
        # 12 planned: the eye waits first, then what the protocol names last
        self.assertEqual(self.codes(chart), {*BODY, "EX-HN3", "ST4"})
        self.assertEqual(len(chart.needle_ids), 8)
        self.assertIn("First visit", chart.strip_html)
        self.assertIn("8 of 12 needles to begin with", chart.strip_html)
        self.assertIn("BL 2, ST 6", chart.strip_html)
        self.assertEqual(chart.spared_count, 4)
        chart.action_use_all()
        self.assertEqual(len(chart.needle_ids), 12)
        self.assertFalse(chart.spared_count)
        chart.action_use_all()
        self.assertEqual(len(chart.needle_ids), 12)
        self.assertNotIn("to begin with", chart.strip_html)

    def test_the_rest_is_judged_again_before_it_is_used(self):
        """The client tells of something new while the first needles are in."""
        self.answer(review=False)
        chart = self.chart_of()
        self.leave_area("face")
        chart.action_use_all()
        self.assertEqual(self.codes(chart), {*BODY, "EX-HN3", "ST4"})
        self.assertFalse(chart.spared_count)

    def test_who_was_here_before_and_is_fine_gets_all(self):
        self.answer(review=False)
        self.before()
        chart = self.chart_of()
        self.assertEqual(len(chart.needle_ids), 12)
        self.assertFalse(chart.strip_html)

    def test_the_nervous_begin_with_fewer_at_every_visit(self):
        self.answer(review=False, needle_comfort="nervous")
        self.before()
        chart = self.chart_of()
        self.assertEqual(len(chart.needle_ids), 8)
        self.assertIn("A little nervous about needles", chart.strip_html)
        self.assertNotIn("First visit", chart.strip_html)

    def test_accepted_cautions_stand_there_with_their_notes(self):
        intake = self.answer(yes={"BRUISE_EASY": {}}, review=False)
        finding = intake.finding_ids.filtered(
            lambda one: one.item_id.code == "BRUISE_EASY"
        )
        role = self.users["practitioner"]
        finding.with_user(role).action_accept("Thin needles, press long")
        self.before()
        chart = self.chart_of()
        self.assertIn("Thin needles, press long", chart.strip_html)
        self.assertIn(role.name, chart.strip_html)
        # and what its guidance says of the eye holds, without a way around in one tap
        self.assertNotIn("BL2", self.codes(chart))
        self.assertIn("BL 2: around the eye", chart.strip_html)
        self.assertFalse(chart.spared_count)
        # nor without a word by hand, from the map or the search
        why = chart.closed_data[str(self.point("BL2").id)]
        self.assertIn("No needles at the eye", why)
        self.assertNotIn(str(self.point("ST6").id), chart.closed_data)

    def leave_area(self, area="head", reason="Filler two weeks ago, body points only"):
        row = self.env["acupuncture.override"]._append(
            [
                {
                    "kind": "override",
                    "session_id": self.visit.id,
                    "reason": reason,
                    "codes": ["review"],
                    "area_left_out": area,
                }
            ]
        )
        return row

    def test_an_area_left_out_is_not_proposed(self):
        self.answer(review=False)
        self.before()
        self.leave_area()
        chart = self.chart_of()
        self.assertEqual(self.codes(chart), {"LI4", "ST36"})
        self.assertIn("Filler two weeks ago, body points only", chart.strip_html)
        self.assertIn("body points only", chart.strip_html)
        closed = chart.closed_data
        self.assertIn("Filler", closed[str(self.point("ST6").id)])
        self.assertNotIn(str(self.point("LI4").id), closed)
        self.assertIn("the area is left out", chart.strip_html)

    def test_a_technique_left_out_takes_its_needles_and_products_along(self):
        self.answer(review=False)
        self.before()
        self.env["acupuncture.override"]._append(
            [
                {
                    "kind": "left_out",
                    "session_id": self.visit.id,
                    "reason": "Wants none today",
                    "codes": ["needling"],
                }
            ]
        )
        chart = self.chart_of()
        self.assertFalse(chart.needle_ids)
        self.assertIn("Wants none today", chart.strip_html)

    def test_what_clients_and_colleagues_typed_is_escaped(self):
        self.answer(review=False)
        self.leave_area(reason="<script>alert(1)</script>")
        self.assertNotIn("<script>", self.chart_of().strip_html)

    def test_a_planned_needle_that_breaks_a_fact_is_not_set_by_itself(self):
        protocol = self.make_protocol("STRIP2", points=("ST36", "LU1"))
        protocol.action_activate()
        product = self.make_product("Lung", list_price=8.0, protocol_id=protocol.id)
        course = self.sell_course(product)
        self.answer(review=False)
        self.before()
        visit = self.book("2026-03-03 09:00:00", course_id=course.id)
        chart = self.chart_of(visit)
        self.assertEqual(self.codes(chart), {"ST36"})
        self.assertIn("LU 1: not how this point may be needled", chart.strip_html)

    def test_same_as_last_time_leaves_out_what_is_left_out_today(self):
        self.answer(review=False)
        first = self.chart_of(
            self.book("2026-02-23 09:00:00", course_id=self.treated.id)
        )
        first.action_use_all()
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE acupuncture_treatment DISABLE TRIGGER USER")
        self.env.cr.execute(
            "UPDATE acupuncture_treatment SET state = 'signed', signed_at = now(),"
            " signed_by_id = 1, content_hash = 'x' WHERE id = %s",
            [first.id],
        )
        self.env.cr.execute("ALTER TABLE acupuncture_treatment ENABLE TRIGGER USER")
        self.env.invalidate_all()
        self.leave_area("face")
        chart = self.chart_of()
        chart.action_same_as_last()
        self.assertEqual(self.codes(chart), set(BODY))

    def test_only_who_treats_takes_the_rest(self):
        self.answer(review=False)
        chart = self.chart_of()
        lead = chart.with_user(self.users["clinical_lead"])
        with self.assertRaises(UserError):
            lead.action_use_all()
        with self.assertRaisesRegex(UserError, "cannot be edited directly"):
            chart.spared_data = False
