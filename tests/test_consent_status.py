"""What a signature is worth: expiry, versions, findings, withdrawal, merged clients."""

from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from .consent_common import ConsentCase

NOW = "2026-03-02 09:00:00"


@freeze_time(NOW)
class TestConsentStatus(ConsentCase):
    def missing(self, *techniques, **options):
        forms = self.Consent._missing(self.client, self.company, techniques, **options)
        return [form.code for form in forms]

    def test_what_is_missing_before_a_treatment(self):
        self.assertEqual(self.missing("needling"), ["TREATMENT", "DATA"])
        self.assertEqual(
            self.missing("needling", "microneedling"),
            ["TREATMENT", "MICRONEEDLING", "DATA"],
        )
        self.sign(self.answer(self.form("treatment")), self.answer(self.form("data")))
        self.assertEqual(self.missing("needling"), [])
        self.assertEqual(self.missing("microneedling"), ["MICRONEEDLING"])
        self.sign(self.answer(self.form("technique", "microneedling")))
        self.assertEqual(self.missing("microneedling"), [])

    def test_the_desk_learns_what_is_missing(self):
        client = self.client.with_user(self.users["front_desk"])
        self.assertTrue(self.unsigned(client))
        self.sign(self.answer(self.form("treatment")), self.answer(self.form("data")))
        self.assertFalse(self.unsigned(client))
        self.assertTrue(self.unsigned(client, ["electroacupuncture"]))

    def test_it_ends_after_its_months(self):
        consent = self.sign_form("treatment")
        for day, status in (("2027-03-02", "valid"), ("2027-03-03", "expired")):
            with self.subTest(day):
                self.assertEqual(
                    self.status("treatment", day=date.fromisoformat(day)), status
                )
                with freeze_time(f"{day} 09:00:00"):
                    consent.invalidate_recordset(["status"])
                    self.assertEqual(consent.status, status)

    def test_a_minor_revision_asks_for_nothing(self):
        consent = self.sign_form("treatment")
        self.revise("minor")
        self.assertEqual(self.form("treatment").version, "1.1")
        self.assertEqual(self.status("treatment"), "valid")
        self.assertEqual(consent.status, "valid")

    def test_a_major_revision_asks_everybody_to_sign_again(self):
        consent = self.sign_form("treatment")
        self.revise("major")
        self.assertEqual(self.form("treatment").version, "2.0")
        self.assertEqual(self.status("treatment"), "outdated")
        self.assertEqual(consent.status, "outdated")
        self.assertIn("TREATMENT", self.missing("needling"))
        self.sign_form("treatment")
        self.assertEqual(self.status("treatment"), "valid")

    def revise(self, size):
        action = getattr(self.form("treatment"), f"action_new_{size}_revision")()
        draft = self.Template.browse(action["res_id"])
        self.assertEqual(draft.state, "draft")
        draft.action_publish()

    def test_a_new_finding_asks_for_its_clause(self):
        self.sign_form("treatment", finding_codes=["BOTOX"])
        form = self.form("treatment")
        for codes, worth in (
            ({"BOTOX"}, "valid"),
            ({"NUT_OIL"}, "valid"),
            ({"FILLER"}, "valid"),  # the clause they read speaks of it too
            ({"BOTOX", "ANTICOAG"}, "outdated"),
        ):
            with self.subTest(codes=codes):
                consent = self.Consent.search([], limit=1)
                current = {form._subject(): form}
                self.assertEqual(
                    consent._worth(date(2026, 3, 3), current, codes), worth
                )

    def test_withdrawal_ends_it_at_once(self):
        consent = self.sign_form("treatment")
        withdrawal = consent._withdraw("Changed my mind", "client")
        self.assertEqual(self.status("treatment"), "withdrawn")
        self.assertEqual(consent.status, "withdrawn")
        self.assertRegex(withdrawal.name, r"^CW\d{5}$")
        with self.assertRaises(UserError):
            consent._withdraw("Again", "client")
        with freeze_time("2026-03-03 09:00:00"):
            self.sign_form("treatment")
            self.assertEqual(self.status("treatment"), "valid")

    def test_taking_back_an_old_signature_takes_back_the_new_one_too(self):
        old = self.sign_form("photo_record")
        with freeze_time("2026-03-03 09:00:00"):
            self.sign_form("photo_record")
        with freeze_time("2026-03-04 09:00:00"):
            old._withdraw("", "client")
            self.assertEqual(self.status("photo_record"), "withdrawn")

    def test_a_declined_choice_is_an_answer(self):
        consent = self.sign_form("photo_record", "declined")
        self.assertEqual(self.status("photo_record"), "declined")
        with self.assertRaises(UserError):
            consent._withdraw("", "client")
        self.assertNotIn(
            "PHOTO_RECORD",
            [form.code for form in self.Consent._bundle(self.client, self.company)],
        )

    def test_the_bundle_offers_what_is_needed_and_not_answered(self):
        codes = [form.code for form in self.Consent._bundle(self.client, self.company)]
        self.assertEqual(codes[:2], ["TREATMENT", "DATA"])
        self.assertIn("MARKETING_EMAIL", codes)
        self.assertNotIn("MICRONEEDLING", codes)

    def test_the_bundle_knows_what_is_being_filled_in(self):
        self.sign_form("treatment")
        for codes, asked in (((), False), (("ANTICOAG",), True)):
            forms = self.Consent._bundle(self.client, self.company, (), codes)
            with self.subTest(codes=codes):
                self.assertEqual(self.form("treatment") in forms, asked)

    def test_each_clinic_has_its_own_consents(self):
        self.sign_form("treatment")
        other = self.env["res.company"].create({"name": "Other Clinic"})
        self.assertEqual(
            self.Consent._status_for(self.client, other, "treatment"), "missing"
        )

    def test_a_clinic_may_have_its_own_form(self):
        shared = self.form("treatment")
        own = shared.copy({"company_id": self.company.id})
        own.action_publish()
        other = self.env["res.company"].create({"name": "Other Clinic"})
        self.assertEqual(self.form("treatment"), own)
        self.assertEqual(self.form("treatment", company=other), shared)

    def test_after_a_merge_the_stricter_answer_counts(self):
        self.sign_form("marketing", channel="email", client=self.client)
        twin = self.sign_form(
            "marketing", "declined", channel="email", client=self.other_client
        )
        self.merge(self.other_client, self.client)
        self.assertEqual(twin.client_id, self.client)
        self.assertTrue(twin.merged_at)
        self.assertEqual(self.status("marketing", "email"), "declined")
        self.assertFalse(twin._problems())
        # PostgreSQL wrote when they were merged; its clock cannot be frozen
        with freeze_time(twin.merged_at + timedelta(days=1)):
            self.sign_form("marketing", channel="email")
            self.assertEqual(self.status("marketing", "email"), "valid")

    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source + target).ids, target)
        self.env.invalidate_all()

    def test_a_statement_for_many_clients_costs_the_same(self):
        clients = self.env["res.partner"].create(
            [{"name": f"Client {no}"} for no in range(20)]
        )
        for client in clients:
            self.sign_form("treatment", client=client)
        costs = []
        for some in (clients[:2], clients):
            self.env.flush_all()
            self.env.invalidate_all()
            self.env["acupuncture.consent"].search_count([])
            before = self.env.cr.sql_log_count
            self.Consent._standings(some, self.company)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[0], costs[1])
        self.assertLessEqual(costs[0], 9)
