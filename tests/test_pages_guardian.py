"""A minor tells, a parent or guardian decides: two people, two links."""

import re

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .forms_common import FormsCase

PRIVATE = ("PREG", "BBV", "ALCOHOL", "PSYCH_ACUTE")


@tagged("post_install", "-at_install")
class TestFormsGuardian(FormsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.born = {
            "birth_day": "27",
            "birth_month": "3",
            "birth_year": str(fields.Date.today().year - 16),
        }
        cls.HEALTHY = {**FormsCase.HEALTHY, "about": cls.born}
        cls.parent = {
            "guardian_name": "Greta Guardian",
            "guardian_relation": "mother",
            "guardian_email": "greta@example.com",
        }

    def questions_private(self):
        """Return the codes of this page's questions that a parent does not read."""
        codes = [field.name[2:] for field in self.find("//input[@class='f-yes']")]
        items = self.env["acupuncture.contraindication"].search([("code", "in", codes)])
        return items.filtered(lambda item: item._is_private()).mapped("code")

    def tell_all(self, **parent):
        """Answer as a minor who says yes to whatever is private; return these codes."""
        self.enter(channel=parent.pop("channel", "mail"))
        self.answer(**(self.parent | parent))
        self.assertEqual(self.response.status_code, 200, self.errors())
        told = []
        for _step in range(20):
            if not self.find("//input[@name='screen']"):
                return told
            codes = self.questions_private()
            told += codes
            yes = {f"y_{code}": "1" for code in codes}
            self.answer(**(yes | ({"none": ""} if yes else {})))
        return self.fail("the minor is never done")

    def mails(self):
        return self.env["mail.mail"].search([("subject", "like", "read and sign for")])

    def open_guardian_link(self):
        [address] = re.findall(r"/forms/[\w-]{20,}", self.mails()[0].body_html)
        self.see(self.url_open(address))
        self.send("/forms/birth-date", **self.born)

    def test_a_guardian_is_reached_elsewhere_than_the_client(self):
        self.enter()
        for parent, words in (
            ({}, "name of a parent"),
            ({**self.parent, "guardian_email": ""}, "how we can reach"),
            ({**self.parent, "guardian_email": "Clara@example.com"}, "your own"),
            ({**self.parent, "guardian_email": "greta"}, "check the e-mail"),
        ):
            with self.subTest(words):
                self.answer(**parent)
                self.assertEqual(self.response.status_code, 422)
                self.assertIn(words, " ".join(self.errors()))
        self.answer(**{**self.parent, "guardian_email": "", "guardian_phone": "0123"})
        self.assertEqual(self.screen, "concerns")

    def test_a_minor_signs_nothing_and_tells_all(self):
        told = self.tell_all()
        self.assertGreater(len(told), 3)
        self.assertIn("Your parent or guardian is not shown them", self.response.text)
        history = self.history()
        self.assertEqual(history.state, "submitted")
        self.assertTrue(set(told) <= set(history.finding_ids.item_id.mapped("code")))
        self.assertFalse(self.consents())
        self.assertEqual(self.links.search([("purpose", "=", "full")]).state, "done")

    def test_the_guardian_reads_no_answer_of_the_minor(self):
        told = self.tell_all()
        mail = self.mails()
        self.assertEqual(mail.email_to, "greta@example.com")
        self.assertFalse(mail.recipient_ids)
        items = self.env["acupuncture.contraindication"].search([("code", "in", told)])
        clauses = self.env["acupuncture.consent.clause"].search(
            [("item_ids", "!=", False)]
        )
        private = clauses.filtered(
            lambda clause: all(item._is_private() for item in clause.item_ids)
        )
        self.assertTrue(private, "a clause speaks about what is private alone")
        self.open_guardian_link()
        pages = [mail.body_html]
        for _step in range(20):
            pages.append(self.response.text)
            if self.screen == "sign":
                break
            self.answer()
        self.assertFalse(
            self.find("//input[@id='name'][@value!='']"), "no name is given"
        )
        self.sign(name="Greta Guardian", guardian_relation="mother", declared="1")
        pages.append(self.url_open("/forms/done").text)
        consents = self.consents()
        self.assertTrue(consents)
        for consent in consents:
            pages.append(str(consent.body))
            self.assertFalse(set(told) & set((consent.item_codes or "").split(",")))
        for clause in private:
            for page in pages:
                self.assertNotIn(clause.tick_text or clause.name, page)
        for item in items:
            for page in pages:
                self.assertNotIn(item._question(self.company), page)
        for screen in ("about", "pregnancy", "lifestyle"):
            self.assertNotIn("PREG", self.url_open(f"/forms?screen={screen}").text)
        self.assertFalse(self.unsigned(self.client))

    def test_who_signs_for_a_minor_says_who_it_is(self):
        self.tell_all()
        self.open_guardian_link()
        self.walk_to("sign")
        for name, relation in ((self.client.name, "mother"), ("Greta", ""), ("", "x")):
            with self.subTest(name, relation=relation):
                path = self.sign(name=name, guardian_relation=relation, declared="1")
                self.assertEqual(path, "/forms/sign")
                self.assertFalse(self.consents())
        self.sign(name="Greta Guardian", guardian_relation="mother", declared="1")
        consent = self.consents()[0]
        self.assertEqual(consent.signer_role, "guardian")
        self.assertEqual(consent.signer_name, "Greta Guardian")
        self.assertEqual(consent.guardian_relation, "mother")
        self.assertNotIn("marketing", self.consents().mapped("kind"))

    def test_the_link_of_the_minor_signs_nothing(self):
        self.enter()
        self.answer(**self.parent)
        response = self.url_open(
            "/forms/sign",
            data=self.form(name="Greta", sign_as="typed", declared="1"),
        )
        self.assertNotIn("Thank you", response.text)
        self.enter("consent")
        self.assertFalse(self.find("//input[@name='screen']"))
        self.assertFalse(self.consents())

    def test_the_desk_sends_to_the_guardian_without_reading_why(self):
        self.tell_all()
        desk = self.client.with_user(self.users["front_desk"])
        before = len(self.mails())
        desk.action_send_forms()
        self.assertEqual(len(self.mails()), before + 1)
        desk._send_forms(self.company, purpose="consent")
        self.assertEqual(len(self.mails()), before + 2)
        action = desk.action_open_tablet()
        link = self.links._find(action["url"].rpartition("/")[2])
        self.assertEqual((link.purpose, link.channel), ("guardian", "tablet"))

    def test_a_guardian_without_address_signs_at_the_clinic(self):
        self.tell_all(guardian_email="", guardian_phone="0123")
        self.assertIn("They sign at the clinic", self.response.text)
        self.assertFalse(self.mails())
        desk = self.client.with_user(self.users["front_desk"])
        with self.assertRaisesRegex(UserError, "Forms on Tablet"):
            desk.action_send_forms()
