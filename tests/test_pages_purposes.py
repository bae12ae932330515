"""One registry says which purpose of a link shows which bundle of pages."""

import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from odoo.addons.acupuncture_cosmetic.models.pages.purposes import (
    PURPOSES,
    bundle_of,
    purposes_read_by,
)

ADDON = Path(__file__).resolve().parents[1] / "acupuncture_cosmetic"
ASKED = re.compile(r"\bpurpose\s*(?:[!=]=|in|not in)\s*[\"'(\[]")


@tagged("post_install", "-at_install")
class TestPurposes(TransactionCase):
    def test_each_purpose_has_a_bundle_of_its_own(self):
        field = self.env["acupuncture.form.link"]._fields["purpose"]
        self.assertEqual(field.selection, PURPOSES)
        bundles = [bundle_of(purpose) for purpose, _label in PURPOSES]
        self.assertEqual([b.purpose for b in bundles], [p for p, _label in PURPOSES])

    def test_each_purpose_has_a_message_and_its_pages(self):
        client = self.env["res.partner"].create({"name": "Clara Client"})
        for purpose, _label in PURPOSES:
            link = self.env["acupuncture.form.link"].new(
                {
                    "client_id": client.id,
                    "company_id": self.env.company.id,
                    "purpose": purpose,
                    "channel": "mail",
                }
            )
            bundle = link._bundle()
            with self.subTest(purpose):
                self.assertTrue(
                    self.env.ref(f"acupuncture_cosmetic.{bundle.mail_template}")
                )
                for step in bundle.steps:
                    page = bundle.part(step).template_of(step)
                    self.assertTrue(self.env.ref(f"acupuncture_cosmetic.{page}"))
                    self.assertTrue(bundle.part(step).lengths(step))

    def test_whose_addresses_count(self):
        self.assertEqual(purposes_read_by("guardian"), ["guardian"])
        self.assertIn("outcome", purposes_read_by("client"))

    def test_nobody_asks_a_link_for_its_purpose(self):
        """What differs between purposes is the bundle's: no chain of conditions."""
        asked = [
            path.relative_to(ADDON).as_posix()
            for folder in ("models/pages", "controllers", "views/pages")
            for path in sorted((ADDON / folder).iterdir())
            if path.suffix in (".py", ".xml") and ASKED.search(path.read_text())
        ]
        self.assertFalse(asked)
