"""Points that can hurt: every one is decided, and none is needled without a word."""

from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.acupuncture_cosmetic.engine import needling_facts

from .chart_common import NOW, ChartCase
from .common import ClinicCase
from .protocol_common import ProtocolCase

KNOWN_SOURCES = ("WHO, Guidelines", "Deadman", "Clean Needle", "Moxibustion", "anatomy")
BACK = {f"BL{number}" for number in (*range(11, 22), *range(41, 51))}
CHEST = {
    *("LU1", "LU2", "PC1", "GB22", "GB23", "GB24", "LR14"),
    *(f"ST{number}" for number in (13, 14, 15, 16, 18)),
    *(f"KI{number}" for number in range(22, 28)),
    *(f"SP{number}" for number in range(17, 22)),
}
SHOULDER = {"GB21", "SI11", "SI12", "SI13", "SI14", "SI15", "TE15", "LI16"}
ROOT_OF_NECK = {"ST11", "ST12", "LI17", "CV22"}
EYE = {"ST1", "BL1", "EX-HN7", "ST2", "BL2", "TE23", "GB1", "EX-HN4"}
EXPERIENCED = {
    *("ST1", "BL1", "EX-HN7", "ST9", "ST10", "ST11", "ST12", "SI16", "SI17"),
    *("CV22", "GV15", "GV16", "HT1", "SP11", "SP12", "LR12", "LU9", "CV1", "GV1"),
    "GV28",
}


@tagged("post_install", "-at_install")
class TestEveryPointIsDecided(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.points = cls.env["acupuncture.point"].search([("is_free", "=", False)])
        cls.facts = cls.points.needling_ids

    def of_kind(self, kind):
        return set(self.points.search([("needling", "=", kind)]).mapped("code"))

    def test_all_372_points_have_a_fact_with_its_source(self):
        self.assertEqual(len(self.points), 372)
        self.assertFalse(self.points.search([("needling", "=", False)]))
        for fact in self.facts:
            with self.subTest(point=fact.point_id.code, kind=fact.kind):
                named = [each in fact.source for each in KNOWN_SOURCES]
                self.assertTrue(any(named), fact.source)
                if fact.kind != "normal":
                    self.assertRegex(fact.danger, r"^[A-Z].+\.$")

    def test_as_usual_stands_alone(self):
        for point in self.points:
            kinds = point.needling_ids.mapped("kind")
            with self.subTest(point.code):
                self.assertTrue("normal" not in kinds or kinds == ["normal"])

    def test_kinds_hold_the_points_that_belong_there(self):
        self.assertEqual(self.of_kind("forbidden"), {"ST17", "CV8"})
        lung = BACK | CHEST | SHOULDER | ROOT_OF_NECK | {"HT1"}
        self.assertEqual(self.of_kind("over_lung"), lung)
        self.assertEqual(self.of_kind("one_side"), {"ST9", "ST10", "LI18"})
        self.assertEqual(self.of_kind("periorbital"), EYE)
        self.assertEqual(self.of_kind("experienced"), EXPERIENCED)
        for code in ("GB20", "GV14", "CV17", "CV23"):
            self.assertIn(code, self.of_kind("oblique_only"))

    def test_no_point_of_chest_or_upper_back_is_taken_as_usual(self):
        usual = self.points.filtered(lambda point: point.needling == "normal")
        self.assertFalse(usual.filtered(lambda p: p.region == "chest").mapped("code"))
        self.assertFalse(set(usual.mapped("code")) & (BACK | SHOULDER))

    def test_every_point_over_the_lung_has_a_depth_limit(self):
        for point in self.points.filtered(
            lambda p: "over_lung" in p.needling_ids.mapped("kind")
        ):
            with self.subTest(point.code):
                self.assertTrue(0 < point._depth_limit() <= 20)
                self.assertIn("mm", point.depth_text)

    def test_shipped_protocols_break_no_fact(self):
        rows = self.env["acupuncture.protocol.point"].search([])
        self.assertGreater(len(rows), 90)
        for row in rows:
            with self.subTest(protocol=row.protocol_id.code, point=row.point_id.code):
                self.assertFalse(row.danger_warning)

    def test_the_engine_knows_the_kinds_of_the_field(self):
        selection = self.facts._fields["kind"].get_values(self.env)
        self.assertEqual(sorted(selection), sorted(needling_facts.KINDS))

    def test_the_form_of_a_point_opens_with_its_facts(self):
        point = self.env.ref("acupuncture_cosmetic.point_ST9")
        lead = point.with_user(self.users["clinical_lead"])
        with Form(lead) as form, form.needling_ids.new() as fact:
            fact.kind = "over_lung"
            fact.danger = "Only a test."
            fact.source = "Nobody"
        self.assertEqual(lead.needling, "experienced")
        self.assertIn("Only a test.", lead.danger)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartDanger(ChartCase, ProtocolCase):
    def setUp(self):
        super().setUp()
        self.record = self.as_role(self.chart(self.started()))

    @contextmanager
    def refused(self, words):
        """Assert that what follows is refused in these words, and leaves nothing."""
        with (
            self.assertRaisesRegex(ValidationError, words),
            self.cr.savepoint(),
        ):
            yield

    def place(self, code, **values):
        """Create a needle as any RPC caller may."""
        point = self.env.ref(f"acupuncture_cosmetic.point_{code.replace('-', '_')}")
        side = "mid" if point.laterality == "midline" else "left"
        vals = {"treatment_id": self.record.id, "point_id": point.id, "side": side}
        return self.record.needle_ids.create({**vals, **values})

    def test_what_is_never_needled_is_refused_whatever_is_said(self):
        told = {"danger_accepted": True, "danger_reason": "Asked for"}
        for code in ("ST17", "CV8"):
            for values in ({}, told):
                with self.subTest(code), self.refused("Choose another point"):
                    self.place(code, angle="transverse", depth_mm=2, **values)
        needle = self.place("ST36")
        with self.refused("Choose another point"):
            needle.sudo().point_id = self.env.ref("acupuncture_cosmetic.point_ST17")

    def test_straight_over_the_lung_does_not_save_without_a_word(self):
        for values in (
            {"depth_mm": 30, "angle": "perpendicular"},
            {"depth_mm": 10, "angle": "perpendicular"},
            {"depth_mm": 30, "angle": "oblique"},
            {"depth_mm": 10},
            {"depth_mm": 10, "angle": "perpendicular", "danger_accepted": True},
            {"depth_mm": 10, "angle": "perpendicular", "danger_reason": "So"},
        ):
            with (
                self.subTest(values),
                self.refused("over the lung: The lung lies"),
            ):
                self.place("LU1", length_mm=40, **values)
        self.assertTrue(self.place("LU1", depth_mm=10, angle="oblique"))

    def test_a_good_needle_cannot_be_turned_bad(self):
        needle = self.place("LU1", depth_mm=10, angle="oblique")
        for values in ({"depth_mm": 20}, {"angle": "perpendicular"}, {"angle": False}):
            with self.subTest(values), self.refused("over the lung"):
                needle.write(values)

    def test_who_goes_on_stands_on_the_needle_with_the_reason(self):
        needle = self.place(
            "ST1", depth_mm=4, danger_accepted=True, danger_reason="Along the rim"
        )
        self.assertEqual(needle.danger_by_id, self.users["practitioner"])
        self.assertTrue(needle.danger_at)
        with self.assertRaisesRegex(UserError, "cannot be edited directly"):
            needle.danger_by_id = self.users["clinical_lead"]
        with self.refused("experienced"):
            needle.danger_accepted = False

    def test_one_side_at_a_time(self):
        self.place("LI18", depth_mm=5)
        with self.refused("one side at a time"):
            self.place("LI18", side="right", depth_mm=5)
        self.assertTrue(
            self.place(
                "LI18",
                side="right",
                danger_accepted=True,
                danger_reason="The left one is out",
            )
        )

    def test_plans_and_protocols_refuse_what_is_never_needled_and_warn_of_the_rest(
        self,
    ):
        protocol = self.make_protocol("HURT1", points=("ST6",))
        values = {"protocol_id": protocol.id, "side": "both"}
        rows = self.env["acupuncture.protocol.point"]
        with self.refused("Choose another point"):
            rows.create({**values, "point_id": self.point("ST17").id})
        row = rows.create({**values, "point_id": self.point("LU1").id, "depth_mm": 30})
        self.assertIn("over the lung", row.danger_warning)
        row.write({"depth_mm": 10, "angle": "oblique"})
        self.assertFalse(row.danger_warning)

    def test_the_signature_covers_who_went_on_and_why(self):
        self.place(
            "ST1", depth_mm=4, danger_accepted=True, danger_reason="Along the rim"
        )
        self.counted(self.record).action_sign()
        self.assertTrue(self.record._is_intact())
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE acupuncture_needle DISABLE TRIGGER USER")
        self.env.cr.execute("UPDATE acupuncture_needle SET danger_reason = 'Other'")
        self.env.cr.execute("ALTER TABLE acupuncture_needle ENABLE TRIGGER USER")
        self.env.invalidate_all()
        self.assertFalse(self.record._is_intact())


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTrainee(ChartCase, ProtocolCase):
    """Who learns needles eye, neck and chest with the supervisor beside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supervisor = cls.make_colleague()
        cls.practitioner.write({"is_trainee": True, "supervisor_id": cls.supervisor.id})

    def place(self, chart, code, **values):
        side = "mid" if self.point(code).laterality == "midline" else "left"
        vals = {"treatment_id": chart.id, "point_id": self.point(code).id}
        return chart.needle_ids.create({**vals, "side": side, **values})

    def test_eye_neck_and_chest_wait_for_the_supervisor(self):
        chart = self.as_role(self.chart(self.started()))
        self.place(chart, "ST6")
        for code, values in (
            ("BL2", {}),
            ("GB20", {"angle": "oblique"}),
            ("TE17", {}),
            ("LU1", {"angle": "oblique", "depth_mm": 5}),
        ):
            with (
                self.subTest(code),
                self.assertRaisesRegex(UserError, "Carl Colleague must be present"),
                self.cr.savepoint(),
            ):
                self.place(chart, code, **values)
        with self.assertRaises(AccessError):
            chart.action_supervise()
        with self.assertRaises(UserError):
            chart.supervised_by_id = self.users["practitioner"]
        self.as_role(chart, "clinical_lead").action_supervise()
        self.assertTrue(self.place(chart, "BL2"))
        self.assertEqual(chart.supervised_by_id, self.users["clinical_lead"])

    def test_what_a_protocol_proposes_goes_in_only_then(self):
        protocol = self.make_protocol("NECK1", points=("ST6", "GB20"))
        protocol.point_ids.write({"angle": "oblique"})
        protocol.action_activate()
        product = self.make_product("Neck", list_price=1.0, protocol_id=protocol.id)
        session = self.book(
            "2026-03-02 09:00:00", course_id=self.sell_course(product).id
        )
        self.make_ready(techniques=session.course_id._planned_techniques())
        session.action_arrive()
        self.as_role(session).action_start()
        chart = self.as_role(self.chart(session))
        self.assertIn("GB 20", chart.supervised_points)
        with self.assertRaisesRegex(UserError, "GB 20"):
            chart.action_begin_retention()
        chart.retention_minutes = 25
        with self.assertRaisesRegex(UserError, "GB 20"):
            chart._sign()
        self.as_role(chart, "clinical_lead").action_supervise()
        self.assertFalse(chart.supervised_points)
        chart.action_begin_retention()

    def test_a_supervisor_is_no_help_to_who_has_learnt(self):
        self.practitioner.is_trainee = False
        chart = self.as_role(self.chart(self.started()))
        self.assertFalse(chart.needs_supervisor)
        self.assertTrue(self.place(chart, "GB20", angle="oblique"))

    def test_no_context_key_opens_what_is_proposed(self):
        chart = self.as_role(self.chart(self.started()))
        for value in (True, 1, "x"):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.place(chart.with_context(acupuncture_prefilling=value), "BL2")
        chart.write(
            {
                "needle_ids": [
                    Command.create({"point_id": self.point("ST6").id, "side": "left"})
                ]
            }
        )
