"""The text a client reads: complete, honest, the same every time, and never code."""

from lxml import html as lxml_html

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext

from .consent_common import ConsentCase

NASTY = "<script>alert(1)</script>{price}{{7*7}}<t t-out='1'/> & \"x\" 'y'"


class TestConsentDocument(ConsentCase):
    def text(self, form=None, **options):
        document = (form or self.form("treatment"))._document(
            self.client, self.company, **options
        )
        return " ".join(html2plaintext(document["html"]).split())

    def test_the_same_facts_give_the_same_bytes(self):
        one, two = (
            self.form("treatment")._document(self.client, self.company)
            for _time in range(2)
        )
        self.assertEqual(one, two)
        as_desk = self.form("treatment").with_user(self.users["front_desk"])
        client = self.client.with_user(self.users["front_desk"])
        self.assertEqual(as_desk._document(client, self.company)["hash"], one["hash"])

    def test_the_parts_are_the_whole(self):
        document = self.form("treatment")._document(self.client, self.company)
        for part in document["parts"]:
            self.assertIn(part["html"], document["html"])
            if part["tick"]:
                self.assertIn(part["tick"]["text"], html2plaintext(document["html"]))
        self.assertEqual(
            document["ticks"], [p["tick"] for p in document["parts"] if p["tick"]]
        )

    def test_names_are_text_not_code(self):
        self.client.name = NASTY
        self.company.name = NASTY
        self.company.phone = "<b>1</b>"
        document = self.form("treatment")._document(self.client, self.company)
        tree = lxml_html.fragment_fromstring(document["html"])
        tags = {node.tag for node in tree.iter()}
        self.assertFalse(tags & {"script", "t", "img"})
        self.assertNotIn("<script>", document["html"])
        self.assertIn("alert(1)</script>{price}{{7*7}}", tree.text_content())
        self.assertNotIn("49", tree.text_content().split("alert(1)")[1][:40])

    def test_a_clause_keeps_no_script(self):
        draft = self.form("data").copy()
        draft.clause_ids[0].body = (
            "<p onclick='x()'>Hi</p><script>x()</script><iframe src='//x'></iframe>"
            "<a href='javascript:x()'>y</a><form action='/x'><input></form>"
        )
        rendered = draft._document(self.client, self.company)["html"]
        for bad in ("<script", "onclick", "<iframe", "javascript:", "<form", "<input"):
            self.assertNotIn(bad, rendered)

    def test_nothing_is_evaluated(self):
        draft = self.form("data").copy()
        draft.clause_ids[
            0
        ].body = (
            "<p>{{ 7*7 }} ${7*7} <t t-out='7*7'>x</t> %(client)s {client.email}</p>"
        )
        rendered = draft._document(self.client, self.company)["html"]
        self.assertNotIn("49", rendered)
        self.assertNotIn("clara@example.com", rendered)

    def test_sections_a_to_j(self):
        course = self.sell_course()
        text = self.text(course=course, finding_codes=["PREG"], techniques=["led"])
        for section in (
            self.env["acupuncture.consent.clause"]._fields["section"].selection
        ):
            if section[0] != "H":  # a form of its own
                with self.subTest(section):
                    self.assertIn(section[1], text)

    def test_what_must_be_said_is_said(self):
        text = self.text()
        for words in (
            "sterile and used once",
            "72 women with frown lines",
            "7 studies with 216 people",
            "No result is promised",
            "does not replace medical care",
            "Ask your doctor first if you are pregnant, afraid of needles",
            "You can refuse or stop at any moment, even with needles in place",
            "botulinum toxin, fillers, laser",
            "Bäumler 2021",
            "Witt 2009",
            "Haghir 2025",
        ):
            with self.subTest(words):
                self.assertIn(words, text)

    def test_the_long_table_is_folded_and_signed(self):
        document = self.form("treatment")._document(self.client, self.company)
        self.assertIn("<details><summary>All figures", document["html"])
        short, long = document["html"].split("<details>")
        self.assertLess(short.count("<tr>"), long.count("<tr>"))

    def test_clauses_appear_when_a_finding_calls(self):
        anticoag = "I will not stop my medicine"
        self.assertNotIn(anticoag, self.text(finding_codes=[]))
        self.assertIn(anticoag, self.text(finding_codes=["ANTICOAG"]))
        document = self.form("treatment")._document(
            self.client, self.company, finding_codes=["ANTICOAG", "NUT_OIL"]
        )
        self.assertIn("ANTICOAG", document["item_codes"])
        self.assertNotIn("NUT_OIL", document["item_codes"])
        self.assertNotIn("PREG", document["item_codes"])

    def test_an_archived_item_does_not_free_its_clause(self):
        items = self.form("treatment").clause_ids.item_ids
        items.active = False
        self.assertNotIn("I will not stop my medicine", self.text(finding_codes=[]))

    def test_every_shipped_clause_on_findings_can_appear(self):
        codes = self.env["acupuncture.contraindication"].search([]).mapped("code")
        clauses = self.form("treatment").clause_ids
        for clause in clauses.filtered("item_ids"):
            with self.subTest(clause.name):
                self.assertTrue(set(clause.item_ids.mapped("code")) <= set(codes))

    def test_techniques_bring_their_ticks(self):
        self.assertNotIn("I agree to light", self.text())
        document = self.form("treatment")._document(
            self.client, self.company, techniques=["led"]
        )
        optional = [t["text"] for t in document["ticks"] if not t["required"]]
        self.assertEqual(optional, ["I agree to light on my face."])

    def test_money_comes_from_the_course(self):
        policy = self.env.ref("acupuncture_cosmetic.refund_policy_pro_rata")
        tax = self.env["account.tax"].create({"name": "T", "amount": 20})
        order = self.sell(self.product_course, qty=2, tax_ids=[Command.set(tax.ids)])
        course = order.course_ids[0]
        text = self.text(course=course)
        self.assertIn("12 sessions for $ 1,440.00, taxes included", text)
        self.assertIn(
            "less than 24 hours before it, or missed: the session counts", text
        )
        self.assertIn(course.refund_policy_id.name or "none agreed", text)
        self.assertTrue(policy)

    def test_without_a_course_no_sum_is_told(self):
        self.assertNotIn("You bought", self.text())
        self.assertIn("You get price and terms in writing before", self.text())
        self.assertNotIn("I know the price", self.text())

    def test_pay_as_you_go_tells_the_whole_sum(self):
        course = self.sell_course(self.product_payg, qty=4)
        self.assertIn("4 sessions for $ 440.00", self.text(course=course))

    def test_the_language_is_the_clients(self):
        self.env["res.lang"]._activate_lang("de_DE")
        draft = self.form("data").copy()
        draft.name = "Your data"
        draft.with_context(lang="de_DE").name = "Deine Daten"
        draft.action_publish()
        self.client.lang = "de_DE"
        document = draft._document(self.client, self.company)
        self.assertEqual(
            (document["lang"], document["title"]), ("de_DE", "Deine Daten")
        )
        english = draft._document(self.client, self.company, lang="en_US")
        self.assertEqual(english["title"], "Your data")
        self.assertNotEqual(document["hash"], english["hash"])

    def test_an_unknown_language_is_never_a_failure(self):
        document = self.form("data")._document(
            self.client, self.company, lang="../../etc"
        )
        self.assertEqual(document["lang"], "en_US")

    def test_marketing_never_names_the_treatment(self):
        for channel in ("email", "sms", "phone"):
            text = self.text(self.form("marketing", channel=channel)).lower()
            for word in ("acupuncture", "needle", "wrinkle", "face"):
                self.assertNotIn(word, text)

    def test_no_claim_beyond_the_evidence(self):
        forms = self.Template.search([("state", "=", "published")])
        texts = " ".join(self.text(form) for form in forms).lower()
        for word in (
            "guarantee",
            "proven to",
            "cure",
            "rejuvenat",
            "younger",
            "safe and",
        ):
            self.assertNotIn(word, texts)

    def test_the_preview_shows_every_clause(self):
        form = self.form("treatment").with_user(self.users["manager"])
        text = html2plaintext(form.preview)
        self.assertIn("I will not stop my medicine", text)
        self.assertIn("{price}", text)

    def test_a_text_is_made_with_few_queries(self):
        form = self.form("treatment")
        form._document(self.client, self.company)
        cost = self.spent(form._document, self.client, self.company, ["PREG"])
        self.assertLessEqual(cost, 20)


class TestConsentTemplate(ConsentCase):
    def test_the_shipped_forms_are_published(self):
        published = self.Template.search([("state", "=", "published")])
        self.assertEqual(
            set(published.mapped("code")),
            {
                "TREATMENT",
                "ELECTROACUPUNCTURE",
                "MICRONEEDLING",
                "DATA",
                "DOCTOR",
                "PHOTO_RECORD",
                "PHOTO_TEACHING",
                "PHOTO_WEBSITE",
                "PHOTO_SOCIAL",
                "MARKETING_EMAIL",
                "MARKETING_SMS",
                "MARKETING_PHONE",
            },
        )
        self.assertFalse(published.filtered("company_id"))

    def test_publishing_again_on_an_update_changes_nothing(self):
        form = self.form("treatment")
        draft = self.Template.browse(form.action_new_major_revision()["res_id"])
        draft.action_publish()
        form._publish_shipped()
        self.assertEqual(self.form("treatment"), draft)

    def test_the_manager_revises_and_the_lead_publishes(self):
        form = self.form("treatment").with_user(self.users["manager"])
        draft = form.browse(form.action_new_minor_revision()["res_id"])
        self.assertRecordValues(
            draft,
            [
                {
                    "state": "draft",
                    "version": "1.1",
                    "revision_of_id": form.id,
                    "code": "TREATMENT",
                }
            ],
        )
        self.assertEqual(len(draft.clause_ids), len(form.clause_ids))
        self.assertEqual(
            draft.clause_ids.mapped("item_ids"), form.clause_ids.mapped("item_ids")
        )
        draft.clause_ids[0].tick_text = "Other words"
        with self.assertRaisesRegex(AccessError, "clinical lead publishes"):
            draft.action_publish()
        draft.with_user(self.users["clinical_lead"]).action_publish()
        self.assertEqual((form.state, draft.state), ("retired", "published"))

    def test_the_manager_publishes_what_asks_everybody_the_same(self):
        form = self.form("data").with_user(self.users["manager"])
        draft = form.browse(form.action_new_minor_revision()["res_id"])
        draft.action_publish()
        self.assertEqual((form.state, draft.state), ("retired", "published"))

    def test_one_draft_at_a_time(self):
        form = self.form("treatment")
        one = form.action_new_minor_revision()["res_id"]
        two = form.action_new_major_revision()["res_id"]
        self.assertEqual(one, two)
        self.assertEqual(self.Template.browse(two).version, "2.0")

    def test_a_form_that_is_no_revision_gets_the_next_major_version(self):
        fresh = self.form("treatment").copy()
        self.assertEqual((fresh.version, fresh.state), ("1.0", "draft"))
        fresh.action_publish()
        self.assertEqual(fresh.version, "2.0")

    def test_only_managers_write_forms(self):
        for role in ("front_desk", "practitioner"):
            form = self.form("treatment").with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                form.action_new_minor_revision()
        for role in ("billing", "marketing", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.form("treatment").with_user(self.users[role]).read(["name"])

    def test_what_publishing_refuses(self):
        unknown = self.form("data").copy()
        unknown.clause_ids[0].body = "<p>{clinik}</p>"
        empty = self.form("data").copy()
        empty.clause_ids.unlink()
        for draft, word in ((unknown, "clinik"), (empty, "must be ticked")):
            with self.assertRaisesRegex(UserError, word):
                draft.action_publish()
        with self.assertRaises(UserError):
            self.form("data").action_publish()

    def test_kind_technique_and_channel_belong_together(self):
        technique = self.env.ref("acupuncture_cosmetic.technique_led")
        for values in (
            {"kind": "technique"},
            {"kind": "treatment", "technique_id": technique.id},
            {"kind": "marketing"},
            {"kind": "marketing", "channel": "website"},
            {"kind": "data", "channel": "email"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.Template.create({"name": "X", "code": "X", **values})
