"""All that was told counts, through the real history: words, due date, new findings."""

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .screening_common import ScreeningCase


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningWords(ScreeningCase):
    def effects(self, intake):
        return {f.item_id.code: f.effect for f in intake.finding_ids}

    def test_a_no_waits_while_the_client_wrote_otherwise(self):
        intake = self.submit(
            allergies="Mandelöl: geschwollene Lippen",
            medicines="Humira",
            lifestyle="Seit Mai Herzschrittmacher",
            pregnancy_due_date="2026-06-01",
        )
        effects = self.effects(intake)
        for code in ("NUT_OIL", "IMMUNOSUPP", "PACEMAKER", "PACEMAKER_EA", "PREG"):
            with self.subTest(code):
                self.assertEqual(effects[code], "unclear")
        self.assertEqual((self.alert().level, self.alert().code), ("amber", "review"))
        words = {f.item_id.code: f.words for f in intake.finding_ids}
        self.assertEqual(
            words["NUT_OIL"], "No\nAllergies: Mandelöl: geschwollene Lippen"
        )
        self.assertIn("Herzschrittmacher", words["PACEMAKER"])
        self.assertIn("June 1, 2026", words["PREG"])

    def test_the_details_of_one_answer_speak_for_another_question(self):
        told = {"ANTIPLATELET": {"value": "yes", "detail": "Eliquis"}}
        self.assertEqual(self.effects(self.submit(told))["ANTICOAG"], "unclear")

    def test_a_word_of_the_lead_counts_at_once_and_gets_a_finding(self):
        intake = self.submit(medicines="Zzthinner 5")
        self.assertNotIn("ANTICOAG", self.effects(intake))
        lead = self.users["clinical_lead"]
        self.env["acupuncture.screening.term"].with_user(lead).create(
            {
                "name": "Zzthinner",
                "starts": "ZZthin",
                "item_ids": [(4, self.item("ANTICOAG").id)],
            }
        )
        self.pass_night()
        self.assertEqual(self.effects(intake)["ANTICOAG"], "unclear")
        rows = len(intake.finding_ids)
        self.pass_night()
        self.assertEqual(len(intake.finding_ids), rows)

    def test_a_term_needs_words_that_do_not_hit_everything(self):
        terms = self.env["acupuncture.screening.term"]
        for values in ({}, {"starts": " ; "}, {"starts": "warfarin;ab"}):
            with self.subTest(values), self.assertRaises(ValidationError):
                terms.create({"name": "X", **values})
