"""Law 5: what was signed stays as it was, whoever attacks it and with what."""

from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, mute_logger

from .consent_common import ATTACKS, ConsentCase


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
