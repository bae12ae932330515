"""The shipped catalogue: complete, sourced, askable, read by the engine as meant."""

import re
import runpy
from datetime import timedelta
from pathlib import Path

from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import convert_file

from odoo.addons.acupuncture_cosmetic.engine import screening, screening_words

from .common import ClinicCase

READER = Path(__file__).parent / "engine" / "real_catalogue.py"
JARGON = re.compile(
    r"contraindicat|anticoag|haemat|oedema|coagul|fitzpatrick|endocard|dermat|acute",
    re.IGNORECASE,
)


@tagged("post_install", "-at_install")
class TestReferenceCatalogue(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env["acupuncture.contraindication"].search([])
        cls.techniques = frozenset(
            cls.env["acupuncture.technique"].search([]).mapped("code")
        )
        cls.requires = cls.env["acupuncture.technique"]._requires()
        cls.today = Date.to_date("2026-03-02")

    def switch_all_on(self):
        self.items.setting_ids.unlink()
        self.env["acupuncture.contraindication.setting"].create(
            [{"item_id": item.id, "enabled": True} for item in self.items]
        )
        return self.items._catalogue(self.company)

    def profile(self, **facts):
        healthy = {
            "birth": Date.to_date("1980-06-01"),
            "skin_type": 2,
            "medicines": "",
            "answered_on": self.today,
            "valid_until": None,
            "reviewed": True,
        }
        return screening.Profile(**{**healthy, **facts})

    def test_everything_shipped_is_there(self):
        self.assertEqual(len(self.items), 93)
        self.assertEqual(len(self.items.filtered("core")), 91)
        self.assertEqual(self.env["acupuncture.concern"].search_count([]), 29)
        self.assertEqual(self.requires, {"electroacupuncture": "needling"})

    def test_every_item_and_concern_names_its_source(self):
        concerns = self.env["acupuncture.concern"].search([])
        self.assertTrue(all(self.items.mapped("source")))
        self.assertTrue(all(self.items.mapped("guidance")))
        self.assertTrue(all(concerns.mapped("source")))
        self.assertTrue(all(concerns.mapped("honest_text")))

    def test_questions_are_one_plain_sentence(self):
        asked = self.items._questions(self.company) | self.items.filtered("question")
        for item in asked:
            with self.subTest(item.code):
                self.assertEqual(item.question.count("?"), 1)
                self.assertTrue(item.question.endswith("?"))
                self.assertLessEqual(len(item.question.split()), 24)
                self.assertNotRegex(item.question, JARGON)
                self.assertEqual(bool(item.date_label), item.ask_date)
                self.assertEqual(bool(item.detail_label), item.ask_detail)

    def test_honest_texts_promise_no_more_than_the_evidence(self):
        """Where no controlled trial stands behind a concern, the client is told so."""
        doubt = re.compile(r"\b(no|none|not|only|cannot|uncertain|little|without)\b")
        for concern in self.env["acupuncture.concern"].search([]):
            with self.subTest(concern.code):
                if concern.evidence_level != "rct":
                    self.assertRegex(concern.honest_text.lower(), doubt)
                if concern.evidence_level == "not_supported":
                    self.assertRegex(
                        concern.honest_text.lower(),
                        r"no evidence|cannot|"
                        r"no controlled evidence",
                    )
                self.assertNotRegex(concern.honest_text, r"(?i)guarantee|cure|proven")

    def test_the_files_say_what_the_database_holds(self):
        shipped = runpy.run_path(str(READER))["real_catalogue"](
            screening.Item, screening_words.Term
        )
        self.assertEqual(
            {item.code: item for item in self.switch_all_on()},
            {item.code: item for item in shipped},
        )

    def test_each_item_alone_yields_its_severity(self):
        catalogue = self.switch_all_on()
        for item in catalogue:
            answer = screening.Answer(item.question_of or item.code, "yes", self.today)
            alone = item.code if item.question_of else answer.code
            result = screening.evaluate(
                [self.profile(answers=(answer,))],
                [each for each in catalogue if each.code == alone],
                self.techniques,
                self.requires,
                self.today,
            )
            with self.subTest(item.code):
                (finding,) = result.findings
                self.assertEqual(finding.effect, self.effect_of(item))
                self.assertEqual(finding.until, self.until_of(item))
                self.assertEqual(result.light, self.light_of(item))

    def effect_of(self, item):
        if item.severity == "absolute":
            return "stop"
        if item.severity == "info" or not item.defer_days:
            return item.severity.removesuffix("_required")
        return "defer"

    def until_of(self, item):
        if item.defer_days is None:
            return None
        return self.today + timedelta(days=max(item.defer_days, 1))

    def light_of(self, item):
        if item.severity == "info":
            return "green"
        closes = self.effect_of(item) in ("stop", "defer")
        everything = item.techniques | {"electroacupuncture"} == self.techniques
        return "red" if closes and (not item.techniques or everything) else "amber"

    def test_derived_items_come_from_facts(self):
        catalogue = self.switch_all_on()
        facts = {
            "MINOR": {"birth": Date.to_date("2012-01-01")},
            "FRAIL": {"birth": Date.to_date("1940-01-01")},
            "PIH": {"skin_type": 5},
        }
        for code, fact in facts.items():
            result = screening.evaluate(
                [self.profile(**fact)], catalogue, {"needling"}, {}, self.today
            )
            with self.subTest(code):
                self.assertEqual([each.code for each in result.findings], [code])

    def test_an_update_keeps_what_the_clinic_edited(self):
        botox = self.env.ref("acupuncture_cosmetic.item_botox")
        botox.write({"question": "Toxin lately?", "defer_days": 30})
        self.load_procedures("update")
        self.assertEqual((botox.question, botox.defer_days), ("Toxin lately?", 30))

    def test_the_catalogue_can_be_loaded_anew(self):
        botox = self.env.ref("acupuncture_cosmetic.item_botox")
        shipped = botox.question
        botox.question = "Toxin lately?"
        self.load_procedures("init")
        self.assertEqual(botox.question, shipped)

    def load_procedures(self, mode):
        path = "data/reference/items_procedures.xml"
        convert_file(self.env, "acupuncture_cosmetic", path, {}, mode=mode)

    def test_no_item_takes_its_answer_from_one_that_is_not_asked(self):
        for item in self.items.filtered("question_of_id"):
            with self.subTest(item.code):
                self.assertFalse(item.question)
                self.assertTrue(item.question_of_id.question)
