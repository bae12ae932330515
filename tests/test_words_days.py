"""A day that matters for safety stands with its month in words."""

import re
from datetime import date
from pathlib import Path

from odoo.addons.acupuncture_cosmetic.models.foundation.days import format_day

from .common import ClinicCase

ADDON = Path(__file__).resolve().parents[1] / "acupuncture_cosmetic"


class TestDays(ClinicCase):
    def test_a_day_cannot_be_read_as_another(self):
        day = date(2026, 3, 4)
        self.assertEqual(format_day(self.env, day), "March 4, 2026")
        for code in ("de_DE", "en_GB", "fr_FR"):
            self.env["res.lang"]._activate_lang(code)
            told = format_day(self.env(context={"lang": code}), day)
            with self.subTest(code):
                self.assertIn("4", told)
                self.assertRegex(told, "(?i)mar|mär")

    def test_no_screen_tells_a_day_by_the_distance_of_its_month(self):
        """ "Next month" stood for a needle that was due in three days."""
        for path in sorted(ADDON.rglob("*.xml")):
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                self.assertNotIn("remaining_days", text)
                self.assertNotIn("'numeric': True", text)

    def test_messages_write_days_in_one_way(self):
        others = [
            path.name
            for folder in ("models", "wizard")
            for path in sorted((ADDON / folder).rglob("*.py"))
            if "format_date(" in path.read_text(encoding="utf-8")
        ]
        self.assertEqual(others, ["days.py"])

    def test_no_message_is_given_a_bare_date(self):
        """2026-12-03 is how a program writes it."""
        bare = re.compile(
            r"\b(day|until|last)=(\w+(\.\w+)*\.)?(usable_until|_clinic_date|_clinic_today"
            r"|_?\w*expiry|LAST_DAY)\b(\(|,\n|\)\n)"
        )
        found = [
            f"{path.name}: {match.group()}"
            for folder in ("models", "wizard")
            for path in sorted((ADDON / folder).rglob("*.py"))
            for match in bare.finditer(path.read_text(encoding="utf-8"))
        ]
        self.assertEqual(found, [])
