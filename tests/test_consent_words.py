"""What stands in the texts: who, what, how much, for how long; and how they change."""

import re

from odoo.exceptions import UserError
from odoo.tools import convert_file, html2plaintext

from .consent_common import ConsentCase

MOST_WORDS = 2000
WORD = re.compile(r"[^\W\d_][\w'’-]*")
SHIPPED = ("treatment", "techniques", "choices")


class TestConsentWords(ConsentCase):
    def text(self, kind="treatment", **options):
        document = self.form(kind)._document(self.client, self.company, **options)
        return " ".join(html2plaintext(document["html"]).split())

    def headings(self, **options):
        document = self.form("treatment")._document(
            self.client, self.company, **options
        )
        return re.findall("<h3>(.*?)</h3>", document["html"])

    # ------------------------------------------------------------------
    # Numbers and ticks follow what is shown
    # ------------------------------------------------------------------

    def test_sections_are_numbered_as_they_appear(self):
        for options in ({}, {"finding_codes": ["PREG"]}):
            numbers = [heading.split(".")[0] for heading in self.headings(**options)]
            self.assertEqual(
                numbers, [str(number) for number in range(1, len(numbers) + 1)]
            )
        self.assertIn("6. Because of your health", self.headings(**options)[5])

    def test_nobody_knows_a_price_that_was_not_told(self):
        for course, told in ((None, False), (self.sell_course(), True)):
            document = self.form("treatment")._document(
                self.client, self.company, course=course
            )
            ticks = " ".join(tick["text"] for tick in document["ticks"])
            self.assertEqual("I know the price" in ticks, told)
            self.assertEqual("No course is agreed yet" in document["html"], not told)

    def test_nobody_says_that_dates_were_given(self):
        text = self.text(finding_codes=["BOTOX"])
        self.assertIn("no waiting time is proven safe", text)
        self.assertNotIn("I gave the dates", text)

    # ------------------------------------------------------------------
    # What must be told
    # ------------------------------------------------------------------

    def test_who_treats_stands_in_it_with_the_registration(self):
        self.assertIn("Paula Practitioner (registration L-1)", self.text())
        second = self.env["resource.resource"].create(
            {
                "name": "Second",
                "acupuncture_role": "practitioner",
                "licence_number": "L-2",
            }
        )
        self.assertIn("Second (registration L-2)", self.text())
        self.make_ready()
        self.sell_course()
        self.book("2026-03-02 09:00:00")
        self.assertNotIn(second.name, self.text())

    def test_number_and_places_of_the_needles(self):
        self.assertNotIn("How many needles", self.text())
        protocol = self.env.ref("acupuncture_cosmetic.protocol_FR12")
        product = self.make_product("Course", protocol_id=protocol.id)
        text = self.text(course=self.sell_course(product))
        self.assertIn(f"about {protocol.needle_count} needles (face ", text)
        self.assertIn("legs and feet", text)

    def test_what_a_session_counts_when_the_course_stops(self):
        course = self.sell_course()
        self.assertIn("a session you had counts $ 100.00", self.text(course=course))
        reprice = self.env["acupuncture.refund.policy"].create(
            {"name": "Reprice", "basis": "reprice"}
        )
        product = self.make_product("C", list_price=10, refund_policy_id=reprice.id)
        course = self.sell_course(product)
        self.assertIn("counts the price of a single session", self.text(course=course))

    def test_the_month_is_a_word(self):
        course = self.sell_course()
        until = course.usable_until
        self.assertIn(
            f"Valid until: {until:%B} {until.day}, {until.year}",
            self.text(course=course),
        )

    def test_the_clinic_says_who_answers_for_the_data(self):
        self.company.write(
            {
                "acupuncture_complaints": "Board of Patients, Vienna",
                "acupuncture_processors": "Cloud Ltd (Austria)",
                "acupuncture_data_contact": "privacy@example.com",
                "acupuncture_authority": "Authority of Austria",
                "acupuncture_retention_years": 11,
            }
        )
        self.assertIn("Complaints: Board of Patients, Vienna", self.text())
        text = self.text("data")
        for words in (
            "is responsible for your data",
            "Art. 6(1)(b)",
            "9(2)(a)",
            "Cloud Ltd (Austria)",
            "privacy@example.com",
            "Authority of Austria",
            "for 11 years",
            "on the page with your copies",
        ):
            with self.subTest(words):
                self.assertIn(words, text)
        self.assertNotIn("erased.", text.replace("erased what", ""))

    def test_what_the_clinic_has_not_entered_has_usual_words(self):
        self.company.email = "clinic@example.com"
        self.assertIn("Complaints: clinic@example.com", self.text())
        self.assertIn("authority of the place where you live", self.text("data"))

    def test_a_healthy_client_reads_at_most_two_thousand_words(self):
        words = WORD.findall(self.text(course=self.sell_course()))
        self.assertLessEqual(len(words), MOST_WORDS)

    # ------------------------------------------------------------------
    # A clinic that nobody can call
    # ------------------------------------------------------------------

    def test_without_a_telephone_no_form_is_sent(self):
        self.company.phone = " "
        links = self.env["acupuncture.form.link"]
        for purpose in ("full", "delta", "consent"):
            with self.subTest(purpose), self.assertRaisesRegex(UserError, "Phone"):
                links._send(self.client, self.company, purpose)
        links._send(self.client, self.company, "copy")

    def test_the_mail_says_how_long_it_really_takes(self):
        links = self.env["acupuncture.form.link"]
        link = links._send(self.client, self.company, "full")
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        minutes = link._minutes()
        self.assertIn(f"about {minutes} minutes", " ".join(mail.body_html.split()))
        self.assertTrue(10 <= minutes <= 20, minutes)

    # ------------------------------------------------------------------
    # The letter to the doctor
    # ------------------------------------------------------------------

    def test_the_letter_is_asked_about_where_a_finding_calls_for_it(self):
        for codes, asked in ((set(), False), ({"RETINOID"}, False), ({"VALVE"}, True)):
            forms = self.Consent._bundle(self.client, self.company, finding_codes=codes)
            kinds = {form.kind for form in forms}
            with self.subTest(codes):
                self.assertEqual("doctor" in kinds, asked)


class TestConsentTextsUpdate(ConsentCase):
    """The words of a later version, in a database that has signed the former ones."""

    def update(self):
        """Do as an update does: the names move, the files are read, the rest runs."""
        self.migrate("1.2.0/pre-consent-texts")
        self.registry.clear_cache()  # an update begins without a memory
        for name in SHIPPED:
            convert_file(
                self.env,
                "acupuncture_cosmetic",
                f"data/consent/consent_{name}.xml",
                {},
                mode="update",
            )

    def test_what_was_signed_keeps_its_words_and_counts_on(self):
        form = self.form("treatment")
        signed = self.sign_form("treatment")
        body, version = str(signed.body), signed.template_version
        self.update()
        newer = self.form("treatment")
        self.assertNotEqual(newer, form)
        self.assertEqual((form.state, newer.version), ("retired", "1.1"))
        self.assertEqual(newer.revision_of_id, form)
        self.assertEqual((str(signed.body), signed.template_version), (body, version))
        self.assertFalse(signed._problems())
        self.assertEqual(self.status("treatment"), "valid")
        later = self.sign_form("treatment", client=self.other_client)
        self.assertEqual(later.template_id, newer)
        self.assertIn("Version 1.1", later.body)

    def test_a_clinics_own_words_stay(self):
        form = self.form("data")
        own = form.browse(form.action_new_minor_revision()["res_id"])
        own.clause_ids[0].tick_text = "Our own words"
        own.action_publish()
        drafted = self.form("treatment")
        drafted.action_new_minor_revision()
        self.update()
        self.assertEqual(self.form("data"), own)
        self.assertEqual(self.form("treatment"), drafted)

    def test_updating_twice_is_updating_once(self):
        self.update()
        form = self.form("treatment")
        self.update()
        self.assertEqual(self.form("treatment"), form)

    def test_a_shipped_clause_is_no_part_of_two_forms(self):
        clauses = self.form("treatment").clause_ids
        self.update()
        self.assertFalse(clauses & self.form("treatment").clause_ids)
        clauses.invalidate_recordset()
        self.assertTrue(clauses.exists())

    def test_shipped_sentences_change_and_own_ones_stay(self):
        mail = self.env.ref("acupuncture_cosmetic.mail_template_forms")
        gua_sha = self.env.ref("acupuncture_cosmetic.technique_gua_sha_cupping")
        mail.body_html = (
            "<p>Our own words. It takes a few\n  minutes, works on your phone, and is "
            "saved as you go.</p>"
        )
        gua_sha.client_text = "Our own stones."
        self.migrate("1.2.0/post-words")
        self.assertIn("Our own words.", mail.body_html)
        self.assertIn("acupuncture_minutes", mail.body_html)
        self.assertNotIn("a few", mail.body_html)
        self.assertEqual(gua_sha.client_text, "Our own stones.")
        before = str(mail.body_html)
        self.migrate("1.2.0/post-words")
        self.assertEqual(mail.body_html, before)
