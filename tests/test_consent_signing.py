"""Signing: what was shown is what is kept, and nothing is kept half."""

import json
from datetime import date

from odoo.tests import freeze_time

from odoo.addons.acupuncture_cosmetic.demo.ready import signature
from odoo.addons.acupuncture_cosmetic.models.foundation.form_errors import (
    FormErrors,
)

from .consent_common import ConsentCase


class TestConsentSigning(ConsentCase):
    def refused(self, *answers, **signer):
        """Return field -> message of a signature that is refused; nothing is kept."""
        before = self.Consent.search_count([])
        with self.assertRaises(FormErrors) as caught:
            self.sign(*answers, **signer)
        self.assertEqual(self.Consent.search_count([]), before)
        return caught.exception.errors

    @freeze_time("2026-03-02 09:00:00")
    def test_the_evidence_is_complete(self):
        given = self.answer(self.form("treatment"))
        consent = self.sign(given, witness="Wanda Witness")
        self.assertRecordValues(
            consent,
            [
                {
                    "company_id": self.company.id,
                    "client_id": self.client.id,
                    "signed_client_id": self.client.id,
                    "client_name": "Clara Client",
                    "kind": "treatment",
                    "template_version": "1.0",
                    "decision": "agreed",
                    "signer_name": "Clara Client",
                    "signer_role": "client",
                    "witness_name": "Wanda Witness",
                    "valid_until": date(2027, 3, 2),
                    "ip": "192.0.2.7",
                    "user_agent": "Phone",
                    "lang": "en_US",
                    "user_id": self.env.uid,
                    "status": "valid",
                    "chain_no": 0,
                    "pdf_hash": False,
                }
            ],
        )
        self.assertEqual(consent.body, given["document"]["html"])
        self.assertEqual(
            [answer["text"] for answer in consent.answers],
            [tick["text"] for tick in given["document"]["ticks"]],
        )
        self.assertTrue(all(answer["ticked"] for answer in consent.answers))
        self.assertRegex(consent.name, r"^CS\d{5}$")
        self.assertEqual(consent.display_name, consent.name)
        self.assertEqual(consent.content_hash, consent._content_hash())

    def test_one_signature_under_several_forms(self):
        forms = [
            self.answer(self.form("treatment")),
            self.answer(self.form("data")),
            self.answer(self.form("photo_teaching"), "declined"),
        ]
        consents = self.sign(*forms)
        self.assertEqual(consents.mapped("status"), ["valid", "valid", "declined"])
        self.assertEqual(len(set(consents.mapped("name"))), 3)
        self.assertFalse(consents[2].valid_until)

    def test_a_required_statement_is_not_ticked(self):
        given = self.answer(self.form("treatment"))
        for missed in (False, None, "on", 1):
            key = given["document"]["ticks"][0]["key"]
            answers = {**given["answers"], key: missed}
            with self.subTest(missed=missed):
                self.assertEqual(
                    list(self.refused({**given, "answers": answers})), [key]
                )

    def test_an_optional_statement_may_stay_empty(self):
        given = self.answer(self.form("photo_publicity", channel="website"))
        optional = [t["key"] for t in given["document"]["ticks"] if not t["required"]]
        given["answers"].pop(optional[0])
        consent = self.sign(given)
        self.assertEqual([a["ticked"] for a in consent.answers], [True, False])

    def test_nothing_is_ticked_beforehand(self):
        for form in self.Template.search([("state", "=", "published")]):
            document = form._document(self.client, self.company)
            with self.subTest(form.name):
                self.assertNotIn("checked", document["html"])
                self.assertFalse(
                    [tick for tick in document["ticks"] if tick.keys() & {"ticked"}]
                )

    def test_signature_must_be_seen(self):
        given = self.answer(self.form("treatment"))
        for picture in (None, "", signature(""), "bm8=", "<svg/>", "A" * 4_000_000):
            with self.subTest(picture=str(picture)[:20]):
                self.assertEqual(
                    list(self.refused(given, signature=picture)), ["signature"]
                )

    def test_name_is_needed(self):
        given = self.answer(self.form("treatment"))
        for name in (None, "", "  ", "\x00\x07"):
            self.assertEqual(list(self.refused(given, name=name)), ["name"])

    def test_every_mistake_is_told_at_once(self):
        treatment, data = (
            self.answer(self.form(kind)) for kind in ("treatment", "data")
        )
        treatment["answers"], data["answers"] = {}, {}
        errors = self.refused(treatment, data)
        needed = [
            tick["key"]
            for given in (treatment, data)
            for tick in given["document"]["ticks"]
            if tick["required"]
        ]
        self.assertCountEqual(errors, needed)

    def test_treatment_cannot_be_declined(self):
        for kind in ("treatment", "data"):
            form = self.form(kind)
            errors = self.refused(self.answer(form, "declined"))
            self.assertEqual(list(errors), [f"document_{form.id}"])

    def test_tampered_answers(self):
        given = self.answer(self.form("treatment"))
        form = given["document"]["template_id"]
        for change in (
            {"answers": {**given["answers"], "clause_999999": True}},
            {"decision": "maybe"},
        ):
            with self.subTest(**change):
                self.assertEqual(
                    list(self.refused({**given, **change})), [f"document_{form}"]
                )

    def test_a_text_that_changed_must_be_read_again(self):
        form = self.form("treatment")
        given = self.answer(form)
        for change in ("name", "hash", "published", "language"):
            with self.subTest(change), self.env.cr.savepoint() as savepoint:
                shown = dict(given["document"])
                if change == "name":
                    self.client.name = "Clara Changed"
                elif change == "hash":
                    shown["hash"] = "0" * 64
                elif change == "published":
                    draft = form.copy()
                    draft.action_publish()
                else:
                    self.env["res.lang"]._activate_lang("de_DE")
                    shown["lang"] = "de_DE"
                errors = self.refused({**given, "document": shown})
                self.assertEqual(list(errors), [f"document_{form.id}"])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_form_of_another_clinic(self):
        other = self.env["res.company"].create({"name": "Other Clinic"})
        foreign = self.form("treatment").copy({"company_id": other.id})
        foreign.action_publish()
        given = self.answer(self.form("treatment"))
        for form in (foreign.id, 10**8):
            shown = {**given["document"], "template_id": form}
            self.assertEqual(
                list(self.refused({**given, "document": shown})), [f"document_{form}"]
            )

    def test_a_draft_cannot_be_signed(self):
        form = self.form("treatment").copy()
        self.assertEqual(list(self.refused(self.answer(form))), [f"document_{form.id}"])

    def test_the_course_of_somebody_else_is_not_told(self):
        course = self.sell_course(client=self.other_client)
        given = self.answer(self.form("treatment"), course=course)
        self.assertFalse(given["document"]["course_id"])
        self.assertNotIn("1,200", given["document"]["html"])

    def test_huge_and_odd_texts_are_cut(self):
        consent = self.sign(
            self.answer(self.form("data")),
            name="N" * 10**6,
            witness="W\x00\x1b\ud800x",
            user_agent="U" * 10**6,
            ip="1" * 500,
        )
        self.assertEqual(len(consent.signer_name), 200)
        self.assertEqual(consent.witness_name, "Wx")
        self.assertEqual(len(consent.user_agent), 500)
        self.assertEqual(len(consent.ip), 64)

    def test_a_guardian_says_who_they_are(self):
        given = self.answer(self.form("treatment"))
        errors = self.refused(given, role="guardian", name="Gerda Guardian")
        self.assertEqual(list(errors), ["relation"])
        consent = self.sign(
            given, role="guardian", name="Gerda Guardian", relation="mother"
        )
        self.assertEqual(consent.guardian_relation, "mother")

    @freeze_time("2026-03-02 09:00:00")
    def test_for_a_minor_a_guardian_signs(self):
        given = self.answer(self.form("treatment"))
        for born, minor in (("2008-03-02", False), ("2008-03-03", True)):
            self.write_history(born)
            with self.subTest(born):
                self.assertEqual(
                    self.Consent._is_minor(self.client, self.company), minor
                )
        self.assertEqual(list(self.refused(given)), ["role"])
        self.assertTrue(self.sign(given, role="guardian", relation="father"))
        self.assertEqual(list(self.refused(given, role="boss")), ["role"])

    def write_history(self, born):
        """A submitted history, written past its verbs: only the date matters here."""
        histories = self.env["acupuncture.intake"]
        history = histories._sealed_create(
            {
                "client_id": self.client.id,
                "company_id": self.company.id,
                "birth_date": born,
                "source": "staff",
            }
        )
        history._sealed_write(
            {"state": "submitted", "submitted_at": "2026-03-01 09:00:00"}
        )

    def test_a_client_without_rights_signs(self):
        """The portal calls as the public user; the evidence says so."""
        public = self.env.ref("base.public_user")
        given = self.answer(self.form("treatment"))
        consent = (
            self.Consent.with_user(public)
            .sudo()
            ._sign(self.client, self.company, [given], self.signer())
        )
        self.assertEqual(consent.user_id, public)

    def test_the_reception_may_hand_over_the_tablet(self):
        desk = self.users["front_desk"]
        forms = self.Template.with_user(desk)
        document = forms._current(self.company, "treatment")._document(
            self.client.with_user(desk), self.company
        )
        answers = {tick["key"]: True for tick in document["ticks"]}
        self.Consent.with_user(desk)._sign(
            self.client.with_user(desk),
            self.company,
            [{"document": document, "answers": answers}],
            self.signer(),
        )
        self.assertEqual(self.status("treatment"), "valid")

    def test_the_answers_are_plain_json(self):
        consent = self.sign_form("data")
        self.assertEqual(json.loads(json.dumps(consent.answers)), consent.answers)
