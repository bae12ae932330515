"""From the client's answers to the consent that the gate accepts, page by page."""

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
        self.autosave(declared="1")
        self.sign()

    def treatment(self):
        return self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id), ("kind", "=", "treatment")]
        )

    def test_a_healthy_client_is_ready(self):
        self.fill()
        self.assertTrue(self.client._consent_ready(self.company))
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
        self.assertTrue(self.client._consent_ready(self.company))

    def test_a_later_finding_asks_for_the_text_that_explains_it(self):
        self.fill()
        self.fill(medicines={"y_ANTICOAG": "1", "detail_ANTICOAG": "one of them"})
        first, second = self.treatment().sorted("id")
        self.assertNotIn("I will not stop my medicine", first.body)
        self.assertIn("I will not stop my medicine", second.body)
        self.assertTrue(self.client._consent_ready(self.company))
