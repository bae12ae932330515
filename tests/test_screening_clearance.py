"""Clearances: asked, answered, in force until they end; files are what they say."""

import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.acupuncture_cosmetic.demo.ready import signature

from .gate_common import NOW, GateCase

PDF = base64.b64encode(b"%PDF-1.7\n%letter")
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n....")
JPEG = base64.b64encode(b"\xff\xd8\xff\xe0....")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestClearance(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.history = cls.answer(review=False, yes={"HAEMOPHILIA": {}})
        finding = cls.history.finding_ids.filtered("to_decide")
        finding.with_user(cls.users["practitioner"]).action_ask_clearance()
        cls.clearance = (
            cls.env["acupuncture.clearance"]
            .search([("finding_id", "=", finding.id)])
            .with_user(cls.users["practitioner"])
        )

    def test_asking_once_is_enough(self):
        clearances = self.env["acupuncture.clearance"]
        self.assertEqual(len(self.clearance), 1)
        again = clearances._request(self.clearance.finding_id)
        self.assertEqual(again, self.clearance)
        self.assertEqual(self.clearance.requested_by_id, self.users["practitioner"])
        self.assertEqual(self.clearance.state, "requested")

    def test_its_name_is_a_number(self):
        self.assertRegex(self.clearance.display_name, r"^CL\d+$")

    def test_another_decision_ends_the_waiting(self):
        finding = self.clearance.finding_id
        finding.action_reopen()
        self.assertEqual(self.clearance.state, "requested", "nothing else decided yet")
        finding.action_decline()
        self.assertEqual(self.clearance.state, "cancelled")
        finding.action_reopen()
        finding.action_ask_clearance()
        self.assertEqual(finding.intake_id.clearance_count, 2)

    def test_a_newer_version_ends_the_waiting_too(self):
        history = self.answer(review=False, yes={"HAEMOPHILIA": {}}, goals="Glow")
        finding = history.finding_ids.filtered(lambda f: f.decision == "clearance")
        self.assertNotEqual(finding, self.clearance.finding_id)
        finding.action_decline()
        self.assertEqual(self.clearance.state, "cancelled")

    def test_receiving_needs_to_know_from_whom(self):
        with self.assertRaisesRegex(UserError, "who answered"):
            self.clearance.action_receive()
        self.clearance.received_from = "Dr Who"
        self.clearance.action_receive()
        self.assertEqual(str(self.clearance.received_on), "2026-03-02")
        self.assertEqual(str(self.clearance.valid_until), "2027-03-02")
        self.assertTrue(self.clearance.in_force)

    def test_an_answer_stays_as_it_was_filed(self):
        self.clearance.received_from = "Dr Who"
        self.clearance.action_receive()
        for values in (
            {"valid_until": "2030-01-01"},
            {"file": PDF},
            {"received_from": "Dr No"},
            {"technique_ids": False},
            {"state": "requested"},
            {"item_id": self.env["acupuncture.contraindication"].search([])[0].id},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.clearance.write(values)
        with self.assertRaises(UserError):
            self.clearance.sudo().unlink()
        for verb in ("action_receive", "action_refuse"):
            with self.subTest(verb), self.assertRaises(UserError):
                getattr(self.clearance, verb)()

    def test_one_that_was_entered_wrongly_counts_no_more(self):
        self.clearance.received_from = "Dr Who"
        self.clearance.action_receive()
        self.clearance.action_cancel()
        self.assertFalse(self.clearance.in_force)
        known = self.env["acupuncture.clearance"]._for_engine(self.client, self.company)
        self.assertFalse(known)

    def test_a_refusal_declines_the_finding(self):
        self.clearance.action_refuse()
        self.assertEqual(self.clearance.finding_id.decision, "declined")
        with self.assertRaises(UserError):
            self.clearance.action_receive()

    def test_a_refusal_counts_for_the_history_of_that_day(self):
        code = self.clearance.item_id.code
        newer = self.answer(review=False, yes={code: {}})
        self.clearance.action_refuse()
        self.assertEqual(self.clearance.state, "refused")
        self.assertEqual(self.finding(newer, code).decision, "declined")

    def test_a_refusal_of_what_is_over_is_filed(self):
        self.answer()
        self.clearance.action_refuse()
        self.assertEqual(self.clearance.state, "refused")

    def test_dates_make_sense(self):
        for values in (
            {"received_on": "2026-03-03"},
            {"valid_from": "2026-03-05", "valid_until": "2026-03-04"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.clearance.write(values)

    def test_a_file_is_what_its_content_says(self):
        for content in (PDF, PNG, JPEG):
            self.clearance.write({"file": content, "file_name": "letter.pdf"})
        for content in (
            base64.b64encode(b"MZ\x90"),
            base64.b64encode(b"<html><script>1</script></html>"),
            base64.b64encode(b" %PDF-1.7"),
            base64.b64encode(b"GIF89a"),
        ):
            with self.subTest(content), self.assertRaises(ValidationError):
                self.clearance.write({"file": content, "file_name": "letter.pdf"})

    def test_a_file_of_more_than_ten_megabytes_is_refused(self):
        most = 10 * 1024 * 1024
        fits = b"%PDF-".ljust(most, b"x")
        self.clearance.file = base64.b64encode(fits)
        with self.assertRaisesRegex(ValidationError, "larger than 10 MB"):
            self.clearance.file = base64.b64encode(fits + b"x")

    def sign_form(self, kind, decision="agreed"):
        """Return what the client answered to a form."""
        form = self.env["acupuncture.consent.template"]._current(self.company, kind)
        document = form._document(self.client, self.company)
        agreed = decision == "agreed"
        given = {
            "document": document,
            "answers": {tick["key"]: True for tick in document["ticks"] if agreed},
            "decision": decision,
        }
        signer = {"name": "Clara Client", "signature": signature("Clara Client")}
        consents = self.env["acupuncture.consent"]
        return consents._sign(self.client, self.company, [given], signer)

    def letter(self, clearance=None):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "acupuncture_cosmetic.report_clearance_letter",
            (clearance or self.clearance).ids,
        )
        return html.decode()

    def test_nobody_writes_to_a_doctor_against_the_clients_will(self):
        for decision in (None, "declined"):
            if decision:
                self.sign_form("doctor", decision)
            for verb in ("action_print_letter", "action_mail_client", "_letter_matter"):
                with (
                    self.subTest(decision=decision, verb=verb),
                    self.assertRaisesRegex(UserError, "has not agreed"),
                ):
                    getattr(self.clearance, verb)()
            with self.assertRaisesRegex(Exception, "has not agreed"):
                self.letter()
        signed = self.sign_form("doctor")
        self.assertIn("Clara Client", self.letter())
        signed._withdraw("", "client")
        with self.assertRaisesRegex(Exception, "has not agreed"):
            self.letter()

    def test_the_doctor_reads_no_guidance_of_ours(self):
        self.sign_form("doctor")
        item = self.clearance.item_id
        self.assertTrue(item.guidance)
        self.assertNotIn(item.guidance[:40], self.letter())

    def test_what_is_sensitive_is_named_by_the_client_alone(self):
        self.sign_form("doctor")
        for code in ("PSYCH_ACUTE", "BDD", "BBV", "PREG"):
            item = self.env["acupuncture.contraindication"].search(
                [("code", "=", code)]
            )
            clearance = self.env["acupuncture.clearance"].create(
                {
                    "company_id": self.company.id,
                    "client_id": self.client.id,
                    "item_id": item.id,
                }
            )
            with self.subTest(code):
                told = item.name in self.letter(clearance)
                self.assertEqual(told, code == "PREG")

    def test_the_letter_asks_about_what_is_planned(self):
        self.sign_form("doctor")
        text = self.letter()
        self.assertIn("Clara Client", text)
        self.assertIn("Facial needling", text)
        self.assertIn(self.clearance.item_id.name, text)
        self.assertIn("I see no objection", text)

    def test_only_practitioners_print_it(self):
        report = self.env["ir.actions.report"].with_user(self.users["front_desk"])
        with self.assertRaises(AccessError):
            report._render_qweb_html(
                "acupuncture_cosmetic.report_clearance_letter", self.clearance.ids
            )

    def test_the_client_is_told_nothing_about_health(self):
        self.sign_form("doctor")
        self.clearance.action_mail_client()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.recipient_ids, self.client)
        self.assertFalse(mail.model or mail.res_id or mail.attachment_ids)
        told = f"{mail.subject} {mail.body_html}".lower()
        self.assertIn("letter", told)
        for word in ("haemophilia", "bleeding", "acupuncture", "needl"):
            self.assertNotIn(word, told)
        self.assertNotIn("letter", mail.subject.lower())

    def test_without_address_it_says_so(self):
        self.sign_form("doctor")
        self.client.email = False
        with self.assertRaisesRegex(UserError, "Print the letter"):
            self.clearance.action_mail_client()

    def test_others_reach_nothing(self):
        for role in ("front_desk", "billing", "marketing", "manager", "employee"):
            record = self.clearance.with_user(self.users[role])
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    record.read(["item_id"])
                with self.assertRaises(AccessError):
                    record.search_count([("item_id.code", "=", "HAEMOPHILIA")])
                with self.assertRaises(AccessError):
                    record.action_receive()

    def test_the_request_is_stamped_by_us(self):
        values = {
            "company_id": self.company.id,
            "client_id": self.client.id,
            "item_id": self.clearance.item_id.id,
        }
        clearances = self.env["acupuncture.clearance"].with_user(
            self.users["practitioner"]
        )
        for forged in (
            {"state": "received"},
            {"requested_at": "2020-01-01 00:00:00"},
            {"requested_by_id": self.users["manager"].id},
        ):
            with self.subTest(forged), self.assertRaises(UserError):
                clearances.create(values | forged)
        self.assertEqual(clearances.create(values).state, "requested")


@tagged("post_install", "-at_install")
class TestClearanceFile(GateCase, HttpCase):
    def test_the_file_is_for_practitioners(self):
        clearance = self.env["acupuncture.clearance"].create(
            {
                "company_id": self.company.id,
                "client_id": self.client.id,
                "item_id": self.env["acupuncture.contraindication"].search([])[0].id,
                "file": PDF,
            }
        )
        url = f"/web/content/acupuncture.clearance/{clearance.id}/file"
        self.assertEqual(self.url_open(url).status_code, 404)
        for role, status in (("front_desk", 404), ("practitioner", 200)):
            self.authenticate(f"test_{role}", f"test_{role}")
            self.assertEqual(self.url_open(url).status_code, status)
