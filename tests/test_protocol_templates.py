"""The ten templates that are shipped: complete, and as the domain notes count them."""

from odoo.tests import tagged

from .common import ClinicCase

# code: needles, sessions, minutes
TEMPLATES = {
    "FR12": (31, 12, 80),
    "FCA5": (27, 5, 65),
    "GLOW1": (18, 1, 60),
    "GLOW3": (20, 3, 60),
    "ACNE12": (18, 12, 60),
    "PUFF6": (19, 6, 75),
    "JAW8": (16, 8, 65),
    "NECK10": (21, 10, 70),
    "BROW12": (18, 12, 65),
    "MAINT": (21, 1, 70),
}


@tagged("post_install", "-at_install")
class TestProtocolTemplates(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.protocols = cls.env["acupuncture.protocol"].search(
            [("code", "in", list(TEMPLATES))]
        )

    def test_ten_are_in_force_as_counted(self):
        self.assertEqual(
            {
                protocol.code: (
                    protocol.needle_count,
                    protocol.session_count,
                    protocol.session_minutes,
                )
                for protocol in self.protocols
            },
            TEMPLATES,
        )
        self.assertEqual(set(self.protocols.mapped("state")), {"active"})
        self.assertFalse(self.protocols.company_id)

    def test_each_is_complete_by_stricta(self):
        for protocol in self.protocols:
            with self.subTest(protocol.code):
                self.assertFalse(protocol.stricta_missing)
                self.assertEqual(protocol.stricta_percent, 100)

    def test_no_needle_passes_the_limit_of_its_point(self):
        for point in self.protocols.point_ids:
            with self.subTest(point.protocol_id.code, point=point.point_id.code):
                self.assertFalse(point.depth_warning)
                self.assertGreater(point.gauge_mm, 0)
                self.assertGreater(point.length_mm, point.depth_mm)

    def test_sides_are_those_of_the_point(self):
        for point in self.protocols.point_ids:
            midline = point.point_id.laterality == "midline"
            self.assertEqual(point.side, "mid" if midline else "both")

    def test_steps_come_in_the_order_of_a_session(self):
        for protocol in self.protocols:
            kinds = protocol.step_ids.mapped("kind")
            with self.subTest(protocol.code):
                self.assertEqual(kinds[0], "consult")
                self.assertEqual(kinds[-1], "aftercare")
                places = [
                    kinds.index(kind)
                    for kind in (
                        "cleanse",
                        "body_points",
                        "face_points",
                        "retention",
                        "removal",
                    )
                ]
                self.assertEqual(places, sorted(places))

    def test_techniques_of_the_steps_are_those_of_the_protocol(self):
        for protocol in self.protocols:
            with self.subTest(protocol.code):
                self.assertEqual(protocol.step_ids.technique_id, protocol.technique_ids)

    def test_aftercare_and_evidence_are_told(self):
        for protocol in self.protocols:
            with self.subTest(protocol.code):
                self.assertIn("<li>", protocol.aftercare)
                self.assertIn("24 hours", protocol.aftercare)
                self.assertTrue(protocol.evidence_note)
                self.assertIn("supported", protocol.evidence_text)
                self.assertTrue(protocol.goal and protocol.review_note)
