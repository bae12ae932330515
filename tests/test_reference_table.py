"""The table items x techniques in the product: what screening does, in this clinic."""

import runpy
from ast import literal_eval
from pathlib import Path

from odoo import Command
from odoo.tests import tagged

from .common import ClinicCase

READER = Path(__file__).parent / "engine" / "screening_table.py"


@tagged("post_install", "-at_install")
class TestReferenceTable(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env["acupuncture.contraindication"]
        cls.reader = runpy.run_path(str(READER))

    def item(self, code):
        return self.env.ref(f"acupuncture_cosmetic.item_{code.lower()}")

    def shown(self, code, role="practitioner"):
        """Return the cells of a row as the page shows them."""
        item = self.item(code).with_user(self.users[role])
        return [item[f"reach_{each}"] for each in self.reader["TECHNIQUES"]]

    def set_ours(self, code, **values):
        settings = self.env["acupuncture.contraindication.setting"]
        settings = settings.with_user(self.users["clinical_lead"])
        return settings.create({"item_id": self.item(code).id, **values})

    def opened(self, role):
        action = self.env.ref("acupuncture_cosmetic.contraindication_action_table")
        rows = self.items.with_user(self.users[role])
        return rows.search(
            [
                *literal_eval(action.domain),
                "|",
                ("clinic_enabled", "=", True),
                ("sharing_ids.clinic_enabled", "=", True),
            ]
        )

    def test_the_page_says_what_the_table_of_the_tests_says(self):
        self.set_ours("VACCINE", enabled=True)
        self.set_ours("LENSES", enabled=True)
        rows = self.reader["read_table"]()
        self.assertEqual(
            set(self.opened("manager").mapped("code")), {r.code for r in rows}
        )
        for row in rows:
            expected = [
                False if cell == "-" else "waits" if " d" in cell else cell
                for cell in row.cells
            ]
            with self.subTest(row.code):
                self.assertEqual(self.shown(row.code), expected)

    def test_it_shows_what_the_clinic_has_set(self):
        self.assertEqual(self.item("BOTOX").reach_wait, "14 days")
        self.set_ours("BOTOX", use_own_days=True, defer_days=90)
        self.assertEqual(self.item("BOTOX").reach_wait, "90 days")
        self.set_ours("MIGRAINE", enabled=False)
        self.assertEqual(set(self.shown("MIGRAINE")), {False})
        self.assertNotIn(self.item("MIGRAINE"), self.opened("practitioner"))
        led = self.env.ref("acupuncture_cosmetic.technique_led")
        self.item("BOTOX").technique_ids = [Command.link(led.id)]
        self.assertEqual(self.shown("BOTOX")[4], "waits")
        lead = self.item("NICKEL").with_user(self.users["clinical_lead"])
        lead.action_set_severity("clearance_required", "A bad reaction")
        self.assertEqual(self.shown("NICKEL")[0], "clearance")

    def test_waits_say_for_what_and_with_which_letter(self):
        self.assertEqual(self.item("STROKE").reach_wait, "180 days, then clearance")
        self.assertEqual(self.item("ISOTRET_N").reach_wait, "Microneedling: 180 days")
        self.assertFalse(self.item("NICKEL").reach_wait)

    def test_a_row_stays_while_only_what_is_asked_along_is_in_use(self):
        self.set_ours("PREG", enabled=False)
        self.assertIn(self.item("PREG"), self.opened("practitioner"))
        self.assertEqual(self.shown("PREG")[:3], [False, "closed", "closed"])
        self.assertIn("electroacupuncture", self.item("PREG").reach_guidance)
        for words in (self.item("PREG").name, "electroacupuncture"):
            self.assertIn(words, self.item("PREG").reach_told_html)

    def test_own_techniques_are_told_beside_the_columns(self):
        own = self.env["acupuncture.technique"].create({"code": "moxa", "name": "Moxa"})
        self.item("ECZEMA").technique_ids = [Command.link(own.id)]
        self.assertEqual(self.item("ECZEMA").reach_other, "Moxa: Closed")
        self.assertFalse(self.item("NICKEL").reach_other)

    def test_the_whole_table_costs_the_same_for_one_row_as_for_all(self):
        names = ["reach_needling", "reach_wait", "reach_guidance"]

        def cost(items):
            self.env.flush_all()
            self.env.invalidate_all()
            return self.spent(items.read, names)

        rows = self.opened("practitioner")
        cost(rows)
        self.assertEqual(cost(rows[:1]), cost(rows))

    def test_practitioners_and_managers_open_and_print_it(self):
        menu = self.env.ref("acupuncture_cosmetic.menu_screening_table")
        for role in ("practitioner", "clinical_lead", "manager", "front_desk"):
            user = self.users[role]
            seen = menu.id in self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            with self.subTest(role):
                self.assertEqual(seen, role != "front_desk")
        manager = self.items.with_user(self.users["manager"])
        action = manager.action_print_reach()
        self.assertEqual(action["report_name"], "acupuncture_cosmetic.screening_table")
        html = self.env["ir.actions.report"].with_user(self.users["manager"])
        page, _kind = html._render_qweb_html(
            "acupuncture_cosmetic.screening_table", action["context"]["active_ids"]
        )
        for words in (b"Botulinum", b"14 days", b"180 days, then clearance", b"Closed"):
            self.assertIn(words, page)
