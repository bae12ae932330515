"""From the client's answers to the consent that the gate accepts, page by page."""

import re

from odoo import fields
from odoo.tests import freeze_time

from .forms_common import FormsCase


class TestConsentForms(FormsCase):
    def fill(self, **told):
        """Fill in and sign everything; ``told``: screen -> what differs there."""
        self.enter()
        if not self.find("//input[@name='screen']"):
            self.send("/forms/birth-date", **self.HEALTHY["about"])
        for screen, changes in told.items():
            self.walk_to(screen)
            if changes.get("none") is None:
                self.send(**changes)
            else:
                self.answer(**changes)
        self.walk_to("sign")
        self.sign(declared="1")

    def treatment(self):
        return self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id), ("kind", "=", "treatment")]
        )

    def test_a_healthy_client_is_ready(self):
        self.fill()
        self.assertFalse(self.unsigned(self.client))
        self.assertEqual(self.treatment().status, "valid")

    def test_whatever_was_found_is_explained_once(self):
        """Derived findings too: the gate would ask for a signature again and again."""
        self.fill(
            skin={"skin_type": "5", "none": "1"},
            medicines={"y_ANTICOAG": "1", "detail_ANTICOAG": "one of them"},
        )
        found = self.env["acupuncture.finding"].search(
            [("client_id", "=", self.client.id)]
        )
        self.assertLessEqual({"ANTICOAG", "PIH"}, set(found.item_id.mapped("code")))
        consent = self.treatment()
        for words in ("I will not stop my medicine", "my skin may scar, mark or flare"):
            self.assertIn(words, consent.body)
        self.assertFalse(self.unsigned(self.client))

    def test_a_later_finding_asks_for_the_text_that_explains_it(self):
        self.fill()
        self.fill(medicines={"y_ANTICOAG": "1", "detail_ANTICOAG": "one of them"})
        first, second = self.treatment().sorted("id")
        self.assertNotIn("I will not stop my medicine", first.body)
        self.assertIn("I will not stop my medicine", second.body)
        self.assertFalse(self.unsigned(self.client))

    def test_the_copies_are_mailed_as_a_link(self):
        self.fill()
        consents = self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id)]
        )
        consents._hook_on(self.company)
        printing = consents[0].with_context(force_report_rendering=True)
        printing._print_and_tell(self.client, self.company)
        mail = self.env["mail.mail"].search([("subject", "like", "Your copies")])
        self.assertEqual(mail.email_to, self.client.email_normalized)
        self.assertFalse(mail.attachment_ids)
        self.assertNotIn("acupuncture", mail.subject.lower())
        [address] = re.findall(r"/forms/[\w-]{20,}", mail.body_html)
        self.see(self.url_open(address))
        self.assertNotIn("/forms/copy/", self.response.text)
        number = consents[0].id
        self.assertEqual(self.url_open(f"/forms/copy/{number}").status_code, 404)
        self.send("/forms/birth-date", **self.HEALTHY["about"])
        for consent in consents:
            self.assertIn(f"/forms/copy/{consent.id}", self.response.text)
        file = self.url_open(f"/forms/copy/{number}")
        self.assertTrue(file.content.startswith(b"%PDF"))

    def test_old_papers_are_no_news(self):
        self.fill()
        consents = self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id)]
        )
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=3)):
            consents._print_and_tell(self.client, self.company)
        sent = self.env["mail.mail"].search([("subject", "like", "Your copies")])
        self.assertFalse(sent)
