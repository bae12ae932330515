"""The shipped outcome scales: ranges, directions and words of the literature."""

from odoo.tests import tagged

from .common import ClinicCase

# code: least, greatest, direction, who rates, words
SCALES = {
    "GAIS": (-1, 3, "higher", "both", 5),
    "MERZ": (0, 4, "lower", "practitioner", 5),
    "WSRS": (1, 5, "lower", "practitioner", 5),
    "FWS": (1, 9, "lower", "practitioner", 9),
    "GLOGAU": (1, 4, "lower", "practitioner", 4),
    "IGA": (0, 4, "lower", "practitioner", 5),
    "CEA": (0, 4, "lower", "practitioner", 5),
    "MASI": (0, 48, "lower", "practitioner", 0),
    "SATISFACTION": (0, 10, "higher", "client", 2),
    "NRS_BOTHER": (0, 10, "lower", "client", 2),
    "NRS_SKIN": (0, 10, "higher", "client", 2),
    "NRS_PUFFINESS": (0, 10, "lower", "client", 2),
    "NRS_TENSION": (0, 10, "lower", "client", 2),
    "NRS_PAIN": (0, 10, "lower", "client", 2),
    "PGI_I": (1, 7, "lower", "client", 7),
}
DORMANT = {
    "CUTOMETER_R2": (0, 1, "higher", "practitioner", 0),
    "CORNEOMETER": (0, 130, "higher", "practitioner", 0),
    "FACE_Q": (0, 100, "higher", "client", 0),
}


@tagged("post_install", "-at_install")
class TestReferenceScales(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        scales = cls.env["acupuncture.outcome.scale"]
        cls.scales = scales.search([])
        cls.every = scales.with_context(active_test=False).search([])

    def facts(self, scales):
        return {
            scale.code: (
                scale.minimum,
                scale.maximum,
                scale.direction,
                scale.rater,
                len(scale.level_ids),
            )
            for scale in scales
        }

    def test_ranges_and_directions_are_data(self):
        self.assertEqual(self.facts(self.scales), SCALES)
        self.assertEqual(self.facts(self.every - self.scales), DORMANT)

    def test_every_scale_names_its_source_and_version(self):
        self.assertTrue(all(self.every.mapped("source")))
        self.assertEqual(set(self.every.mapped("version")), {"1"})

    def test_words_stand_on_values_of_the_scale(self):
        for scale in self.every:
            for level in scale.level_ids:
                with self.subTest(scale=scale.code, value=level.value):
                    self.assertTrue(scale.minimum <= level.value <= scale.maximum)
                    self.assertEqual((level.value - scale.minimum) % scale.step, 0)

    def test_clients_are_asked_one_question(self):
        for scale in self.scales.filtered(lambda scale: scale.rater != "practitioner"):
            with self.subTest(scale.code):
                self.assertTrue(scale.question.endswith("?"))
                self.assertTrue(scale.level_ids)

    def test_changes_and_areas(self):
        self.assertEqual(
            set(self.scales.filtered("is_change").mapped("code")), {"GAIS", "PGI_I"}
        )
        self.assertEqual(
            set(self.scales.filtered("by_area").mapped("code")),
            {"MERZ", "FWS", "NRS_BOTHER"},
        )

    def test_a_licensed_instrument_ships_without_its_questions(self):
        face_q = self.env.ref("acupuncture_cosmetic.scale_face_q")
        self.assertFalse(face_q.active or face_q.question or face_q.level_ids)
        self.assertIn("licence", face_q.note)
