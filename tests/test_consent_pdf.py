"""The printed consent: kept, proven, private."""

import base64
import hashlib

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .consent_common import ConsentCase


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
                # PostgreSQL refuses it; whoever owns the database may step past that
                self.env.cr.execute("ALTER TABLE ir_attachment DISABLE TRIGGER USER")
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
