"""A database of the last release gets the new catalogue, where nobody edited it."""

import json
from pathlib import Path
from runpy import run_path

from odoo import Command
from odoo.tests import tagged
from odoo.tools import file_path

from odoo.addons.acupuncture_cosmetic.demo.ready import fill_history

from .common import ClinicCase

SCRIPT = "acupuncture_cosmetic/migrations/19.0.1.2.0/post-catalogue.py"


@tagged("post_install", "-at_install")
class TestReferenceUpgrade(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env["acupuncture.contraindication"]
        path = Path(file_path(SCRIPT))
        cls.migrate = staticmethod(run_path(str(path))["migrate"])
        cls.shipped = json.loads(path.with_name("catalogue.json").read_text("utf-8"))

    def item(self, code):
        return self.env.ref(f"acupuncture_cosmetic.item_{code.lower()}")

    def go_back(self):
        """Let the items be as the last release shipped them."""
        techniques = self.env["acupuncture.technique"].search([])
        ids = {technique.code: technique.id for technique in techniques}
        for xmlid, changes in self.shipped["items"].items():
            values = {name: old for name, (old, _new) in changes.items()}
            if "technique_ids" in values:
                codes = values["technique_ids"]
                values["technique_ids"] = [Command.set([ids[code] for code in codes])]
            self.env.ref(f"acupuncture_cosmetic.{xmlid}").write(values)

    def upgrade(self):
        self.env.flush_all()
        self.migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()

    def test_what_was_not_edited_is_as_a_fresh_database_has_it(self):
        fresh = self.items._catalogue(self.company)
        self.go_back()
        self.assertNotEqual(self.items._catalogue(self.company), fresh)
        self.upgrade()
        self.assertEqual(self.items._catalogue(self.company), fresh)
        self.upgrade()
        self.assertEqual(self.items._catalogue(self.company), fresh)

    def test_what_a_clinic_edited_stays(self):
        self.go_back()
        led = self.env.ref("acupuncture_cosmetic.technique_led")
        self.item("BOTOX").technique_ids = [Command.link(led.id)]
        self.item("FILLER").guidance = "Ask Dr. Huber"
        self.item("WOUND").defer_days = 40
        self.upgrade()
        self.assertEqual(
            set(self.item("BOTOX").technique_ids.mapped("code")), {"needling", "led"}
        )
        self.assertEqual(self.item("FILLER").guidance, "Ask Dr. Huber")
        self.assertEqual(len(self.item("FILLER").technique_ids), 3)
        self.assertEqual(
            (self.item("WOUND").defer_days, self.item("WOUND").core), (40, True)
        )

    def test_what_was_accepted_covers_what_it_was_about(self):
        self.go_back()
        intake = fill_history(self.client, self.company, {"ANTICOAG": {}, "LATEX": {}})
        findings = intake.finding_ids.filtered(
            lambda found: found.item_id.code in ("ANTICOAG", "LATEX")
        )
        findings.action_accept()
        findings._sealed_write({"decided_for": False})  # as the last release left it
        self.upgrade()
        about = {found.item_id.code: found.decided_for for found in findings}
        self.assertEqual(about, {"ANTICOAG": "needling", "LATEX": False})
        effects = {found.item_id.code: found.to_decide for found in findings}
        self.assertEqual(effects, {"ANTICOAG": True, "LATEX": False})

    def test_what_a_clinic_switched_off_stays_off(self):
        self.go_back()
        self.env["acupuncture.contraindication.setting"].create(
            {"item_id": self.item("EDS").id, "enabled": False}
        )
        self.upgrade()
        self.assertNotIn("EDS", [i.code for i in self.items._catalogue(self.company)])

    def test_own_words_move_to_the_list(self):
        self.env.cr.execute(
            "ALTER TABLE acupuncture_contraindication ADD medicine_words varchar"
        )
        for xmlid, words in self.shipped["medicine_words"].items():
            self.env.ref(f"acupuncture_cosmetic.{xmlid}").flush_recordset()
            self.set_words(xmlid, words)
        before = self.env["acupuncture.screening.term"].search_count([])
        thinners = self.shipped["medicine_words"]["item_anticoag"]
        self.set_words("item_anticoag", f"{thinners};vitamin k antagonist")
        migraine = self.shipped["medicine_words"]["item_migraine"]
        self.set_words("item_migraine", migraine.replace("sumatriptan;", ""))
        self.upgrade()
        terms = self.env["acupuncture.screening.term"]
        self.assertEqual(terms.search_count([]), before + 1)
        own = terms.search([("source", "=", "Own words of the clinic")])
        self.assertEqual(own.starts, "vitamin k antagonist")
        self.assertEqual(own.item_ids, self.item("ANTICOAG"))
        starts = ";".join(self.item("MIGRAINE").term_ids.mapped("starts"))
        self.assertNotIn("sumatript", starts)
        self.assertIn("rizatript", starts)

    def set_words(self, xmlid, words):
        self.env.cr.execute(
            "UPDATE acupuncture_contraindication SET medicine_words = %s WHERE id = %s",
            [words, self.env.ref(f"acupuncture_cosmetic.{xmlid}").id],
        )
