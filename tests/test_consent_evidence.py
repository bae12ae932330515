"""Law 5: what was signed stays as it was, whoever attacks it and with what."""

import base64
import hashlib
from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .consent_common import ConsentCase, drawn

ATTACKS = {
    "body": "<p>I agree to everything</p>",
    "answers": '[{"key": "clause_1", "text": "x", "required": true, "ticked": false}]',
    "decision": "declined",
    "signer_name": "Somebody Else",
    "signed_at": "2020-01-01 00:00:00",
    "valid_until": "2099-01-01",
    "template_version": "9.9",
    "signed_client_id": "1",
    "content_hash": "0" * 64,
    "ip": "198.51.100.1",
    "name": "CS99999",
    "lang": "xx_XX",
    "item_codes": "PREG",
}


class TestConsentFrozen(ConsentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consent = cls.sign_form("treatment")
        cls.withdrawal = cls.sign_form("data")._withdraw("Why not", "client")
        cls.env.flush_all()

    @contextmanager
    def refused(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            yield

    def test_postgresql_refuses_to_change_evidence(self):
        for column, value in ATTACKS.items():
            with self.subTest(column), self.refused():
                self.env.cr.execute(
                    SQL(
                        "UPDATE acupuncture_consent SET %s = %s WHERE id = %s",
                        SQL.identifier(column),
                        value,
                        self.consent.id,
                    )
                )

    def test_every_evidence_column_is_guarded(self):
        """A field added to the evidence later is frozen without anybody's help."""
        for name in self.consent._evidence:
            with self.subTest(name), self.refused():
                self.env.cr.execute(
                    SQL(
                        "UPDATE acupuncture_consent SET %s = NULL WHERE id = %s"
                        if self.consent[name]
                        else "UPDATE acupuncture_consent SET %s = DEFAULT, ip = NULL"
                        " WHERE id = %s",
                        SQL.identifier(name),
                        self.consent.id,
                    )
                )

    def test_postgresql_refuses_to_delete(self):
        for statement in (
            "DELETE FROM acupuncture_consent",
            "DELETE FROM acupuncture_consent_withdrawal",
            "TRUNCATE acupuncture_consent CASCADE",
            "TRUNCATE acupuncture_consent_withdrawal",
            "UPDATE acupuncture_consent_withdrawal SET reason = 'none'",
            "UPDATE acupuncture_consent_withdrawal SET consent_id = consent_id + 1",
            "UPDATE acupuncture_consent SET merged_at = now()",
        ):
            with self.subTest(statement), self.refused():
                self.env.cr.execute(statement)

    def test_the_chain_is_filled_once(self):
        self.consent._hook_on(self.company)
        for column in ("chain_no", "chain_previous", "chain_hash"):
            for value in (None, "7"):
                with self.subTest(column, value=value), self.refused():
                    self.env.cr.execute(
                        SQL(
                            "UPDATE acupuncture_consent SET %s = %s WHERE id = %s",
                            SQL.identifier(column),
                            value,
                            self.consent.id,
                        )
                    )

    def test_nothing_else_is_written_with_the_chain(self):
        """A write date would make every later step a change of evidence."""
        for records in (self.consent, self.withdrawal):
            self.assertNotIn("write_date", records._fields)

    def test_the_superuser_cannot_write_by_the_orm(self):
        for name in (*self.consent._evidence, "client_id", "chain_no", "pdf_hash"):
            with self.subTest(name), self.assertRaises(UserError):
                self.consent.write({name: self.consent[name]})
        with self.assertRaises(UserError):
            self.consent.write({"withdrawal_ids": [(5,)]})

    def test_the_superuser_cannot_create_by_the_orm(self):
        values = self.consent.copy_data()[0]
        with self.assertRaises(UserError):
            self.Consent.create({**values, "client_id": self.other_client.id})
        with self.assertRaises(UserError):
            self.Consent.with_context(
                acupuncture_seal=True, default_decision="agreed"
            ).create({})
        with self.assertRaises(UserError):
            self.withdrawal.create({"consent_id": self.consent.id, "by": "staff"})

    def test_the_superuser_cannot_delete_by_the_orm(self):
        for records in (self.consent, self.withdrawal):
            with self.subTest(records._name), self.refused():
                records.unlink()
                self.env.flush_all()

    def test_nobody_calls_the_verbs_of_others(self):
        """By RPC only what has no underscore can be called; rights decide on that."""
        for role in ("front_desk", "billing", "marketing", "manager", "employee"):
            with self.subTest(role):
                consent = self.consent.with_user(self.users[role])
                for name in ("action_verify", "action_withdraw", "action_open_pdf"):
                    with self.assertRaises(AccessError):
                        getattr(consent, name)()
                with self.assertRaises(AccessError):
                    consent.action_verify_all()
                with self.assertRaises(AccessError):
                    self.Consent.with_user(self.users[role]).search_count([])
        practitioner = self.consent.with_user(self.users["practitioner"])
        with self.assertRaises(AccessError):
            practitioner.unlink()
        self.assertEqual(practitioner.body, self.consent.body)

    def test_a_client_with_consents_is_not_deleted(self):
        with self.refused():
            self.client.unlink()

    def test_the_form_cannot_be_deleted_or_its_text_changed(self):
        form = self.consent.template_id
        for attack in (
            lambda: form.unlink(),
            lambda: form.clause_ids[0].unlink(),
            lambda: form.clause_ids[0].write({"body": "<p>x</p>"}),
            lambda: form.write({"clause_ids": [(0, 0, {"name": "More"})]}),
            lambda: form.write({"validity_months": 99}),
            lambda: form.write({"state": "draft"}),
            lambda: form.write({"version_major": 9}),
            lambda: form.write({"active": False}),
            lambda: form.clause_ids[0].copy(),
            lambda: form.clause_ids[0].update_field_translations(
                "body", {"en_US": {"x": "y"}}
            ),
            lambda: form.update_field_translations("name", {"en_US": "Other"}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attack()
            self.env.invalidate_all()


class TestConsentChain(ConsentCase):
    """The chain proves itself; triggers are off here, as a database owner could."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.Consent.browse()
        for kind in ("treatment", "data", "photo_record", "photo_teaching"):
            cls.consents += cls.sign_form(kind)
        cls.consents._hook_on(cls.company)
        cls.withdrawal = cls.consents[3]._withdraw("x", "client")
        cls.withdrawal._hook_on(cls.company)
        cls.env.flush_all()

    def verdict(self, consents=None):
        if consents is None:
            return self.Consent.action_verify_all()["params"]
        return consents.action_verify()["params"]

    def tamper(self, statement, *values):
        """Run SQL as the owner of the tables, who can turn the guards off."""
        tables = ("acupuncture_consent", "acupuncture_consent_withdrawal")
        self.env.flush_all()
        for way in ("DISABLE", "ENABLE"):
            for table in tables:
                self.env.cr.execute(
                    SQL(
                        "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE %s %s TRIGGER USER",
                        SQL.identifier(table),
                        SQL(way),
                    )
                )
            if way == "DISABLE":
                self.env.cr.execute(statement, values)
        self.env.invalidate_all()

    def assertBroken(self, text, consents=None):
        verdict = self.verdict(consents)
        self.assertEqual(verdict["type"], "danger")
        self.assertIn(text, verdict["message"])

    def test_untouched_it_verifies(self):
        self.assertEqual(self.verdict()["type"], "success")
        for consent in self.consents:
            self.assertEqual(self.verdict(consent)["type"], "success")
        self.assertEqual(self.consents.mapped("chain_no"), [1, 2, 3, 4])

    def test_every_kind_of_edit_is_found(self):
        for column, value in ATTACKS.items():
            if column == "name":
                continue
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                self.tamper(
                    f"UPDATE acupuncture_consent SET {column} = %s WHERE id = %s",
                    value,
                    self.consents[1].id,
                )
                self.assertBroken(self.consents[1].name)
                self.assertBroken(self.consents[1].name, self.consents[1])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_an_exchanged_signature_is_found(self):
        self.tamper(
            "UPDATE acupuncture_consent SET signature = %s WHERE id = %s",
            drawn(((9, 40), (60, 9))).encode(),
            self.consents[0].id,
        )
        self.assertBroken("changed after signing", self.consents[0])

    def test_an_edit_with_a_fresh_hash_breaks_the_chain(self):
        self.tamper(
            "UPDATE acupuncture_consent SET ip = '::1' WHERE id = %s",
            self.consents[1].id,
        )
        self.tamper(
            "UPDATE acupuncture_consent SET content_hash = %s WHERE id = %s",
            self.consents[1]._content_hash(),
            self.consents[1].id,
        )
        self.assertBroken("in the chain was changed", self.consents[1])
        self.assertBroken("in the chain was changed")

    def test_a_deleted_one_leaves_a_gap(self):
        self.tamper(
            "DELETE FROM acupuncture_consent WHERE id = %s", self.consents[1].id
        )
        self.assertBroken(f"before {self.consents[2].name} is missing")
        self.assertBroken("is missing", self.consents[2])

    def test_a_cut_tail_is_found_by_the_noted_end(self):
        self.tamper(
            "DELETE FROM acupuncture_consent_withdrawal WHERE id = %s",
            self.withdrawal.id,
        )
        self.tamper(
            "DELETE FROM acupuncture_consent WHERE id = %s", self.consents[3].id
        )
        self.assertBroken("does not end where it was last noted")

    def test_a_deleted_withdrawal_is_found(self):
        self.tamper("DELETE FROM acupuncture_consent_withdrawal")
        self.assertBroken("does not end where it was last noted")

    def test_a_changed_withdrawal_is_found(self):
        self.tamper(
            "UPDATE acupuncture_consent_withdrawal SET at = '2020-01-01' WHERE id = %s",
            self.withdrawal.id,
        )
        self.assertBroken(self.withdrawal.name)

    def test_the_noted_end_may_not_vanish(self):
        self.env["ir.config_parameter"].search(
            [("key", "=", self.Consent._head_key(self.company))]
        ).unlink()
        self.assertBroken("noted end of the chain is gone")

    def test_numbers_cannot_fork(self):
        late = self.sign_form("treatment")
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE acupuncture_consent SET chain_no = 4 WHERE id = %s", [late.id]
            )

    def test_moved_to_somebody_else_is_found(self):
        self.env.cr.execute(
            "UPDATE acupuncture_consent SET client_id = %s WHERE id = %s",
            [self.other_client.id, self.consents[0].id],
        )
        self.env.invalidate_all()
        self.assertTrue(self.consents[0].merged_at)
        self.assertBroken("another client", self.consents[0])

    def test_clinics_have_chains_of_their_own(self):
        other = self.env["res.company"].create({"name": "Other Clinic"})
        given = self.form("data")._document(self.other_client, other)
        ticked = {tick["key"]: True for tick in given["ticks"]}
        consent = self.Consent._sign(
            self.other_client,
            other,
            [{"document": given, "answers": ticked}],
            self.signer(),
        )
        consent._hook_on(other)
        self.assertEqual((consent.chain_no, consent.chain_previous), (1, "0" * 64))
        self.assertFalse(self.Consent._all_problems(other))
        self.assertEqual(self.verdict()["type"], "success")

    def test_a_long_verification_stays_in_batches(self):
        self.assertFalse(self.Consent._all_problems(self.company))


@tagged("post_install", "-at_install")
class TestConsentPdf(ConsentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consent = cls.sign_form("treatment")
        cls.consent._hook_on(cls.company)

    def store(self, content=b"%PDF-1.4 what was printed"):
        self.file = self.env["ir.attachment"].create(
            {
                "name": self.consent._pdf_name(),
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "acupuncture.consent",
                "res_id": self.consent.id,
            }
        )
        self.consent._sealed_write({"pdf_hash": hashlib.sha256(content).hexdigest()})

    def test_without_a_pdf_the_page_is_the_evidence(self):
        self.assertIsNone(self.consent._pdf())
        self.assertIn("/report/html/", self.consent.action_open_pdf()["url"])

    def test_what_is_read_is_what_was_stored(self):
        self.store()
        self.assertEqual(self.consent._pdf(), self.file.raw)
        self.assertIn(
            f"/web/content/{self.file.id}", self.consent.action_open_pdf()["url"]
        )
        self.assertEqual(self.consent.action_verify()["params"]["type"], "success")

    def test_a_forged_or_deleted_file_is_not_served(self):
        self.store()
        for way in (
            "db_datas = 'forged', store_fname = NULL",
            "store_fname = 'aa/gone'",
        ):
            with self.subTest(way), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    f"UPDATE ir_attachment SET {way} WHERE id = {self.file.id}"
                )
                self.env.invalidate_all()
                with mute_logger("odoo.addons.base.models.ir_attachment"):
                    for read in (
                        self.consent._pdf,
                        self.consent.action_open_pdf,
                        self.file._to_http_stream,
                    ):
                        with self.assertRaises(UserError):
                            read()
                    verdict = self.consent.action_verify()["params"]
                self.assertEqual(verdict["type"], "danger")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_file_is_neither_changed_nor_deleted_nor_published(self):
        self.store()
        for attack in (
            lambda: self.file.unlink(),
            lambda: self.file.write({"raw": b"%PDF forged"}),
            lambda: self.file.write({"datas": base64.b64encode(b"x")}),
            lambda: self.file.write({"res_id": self.consent.id + 1}),
            lambda: self.file.write({"res_model": "res.partner"}),
            lambda: self.file.write({"name": "other.pdf"}),
            lambda: self.file.write({"public": True}),
            lambda: self.file.generate_access_token(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attack()
        self.assertEqual(self.consent._pdf(), self.file.raw)

    def test_moving_the_file_store_is_no_change(self):
        self.store()
        self.file.write({"raw": self.file.raw, "mimetype": "application/pdf"})
        self.assertEqual(self.consent._pdf(), self.file.raw)

    def test_files_of_the_clinic_are_private_and_in_no_index(self):
        files = self.env["ir.attachment"].create(
            [
                {
                    "name": "note.txt",
                    "raw": b"ZZMARKERZZ in clear text",
                    "mimetype": "text/plain",
                    "res_model": "acupuncture.consent",
                    "res_id": self.consent.id,
                }
            ]
        )
        self.assertFalse(files.index_content)
        files.write({"raw": b"ZZMARKERZZ again", "mimetype": "text/plain"})
        self.assertFalse(files.index_content)
        with self.assertRaises(ValidationError):
            files.public = True
        moved = self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"ZZMARKERZZ text", "mimetype": "text/plain"}
        )
        self.assertTrue(moved.index_content)
        moved.write({"res_model": "acupuncture.consent", "res_id": self.consent.id})
        self.assertFalse(moved.index_content)

    def test_others_do_not_reach_the_file(self):
        self.store()
        for role in ("front_desk", "billing", "marketing", "manager", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.file.with_user(self.users[role]).read(["raw"])

    def test_the_page_shows_text_answers_and_proof(self):
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("acupuncture_cosmetic.consent_signed", self.consent.ids)[
                0
            ]
            .decode()
        )
        for part in (
            "Consent to facial acupuncture",
            "<details open",
            self.consent.content_hash,
            self.consent.chain_hash,
            "data:image/png;base64,",
            "Clara Client",
        ):
            self.assertIn(part, html)

    def test_printing_is_for_clinicians(self):
        for role in ("front_desk", "billing", "marketing", "employee"):
            reports = self.env["ir.actions.report"].with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                reports._render_qweb_html(
                    "acupuncture_cosmetic.consent_signed", self.consent.ids
                )

    def test_a_real_pdf_is_made_kept_and_proven(self):
        self.consent.with_context(force_report_rendering=True)._print()
        self.assertTrue(self.consent._pdf().startswith(b"%PDF"))
        self.assertFalse(self.consent._pdf_attachment().index_content)
