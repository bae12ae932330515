"""The chain of consents: what was changed behind the guards is found."""

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.tools import SQL, mute_logger

from odoo.addons.acupuncture_cosmetic.demo.ready import signature

from .consent_common import ATTACKS, ConsentCase

MIXIN = "odoo.addons.acupuncture_cosmetic.models.foundation.chained_mixin"


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
            signature("Somebody Else").encode(),
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

    def night(self, batches=None):
        """Return what is found in so many batches of a night, all unless told."""
        found = []
        for _batch, (_count, problems) in zip(
            range(batches or 99),
            self.Consent._prove_by_night(self.company),
            strict=False,
        ):
            found += problems
        return " ".join(found)

    def proven(self, walk):
        return self.Consent._noted(self.Consent._proven_key(self.company, walk))[0]

    @patch(f"{MIXIN}.ROUND_DAYS", 4)
    @patch(f"{MIXIN}.BATCH_SIZE", 1)
    def test_a_night_proves_what_is_new_and_a_share_of_the_rest(self):
        self.assertFalse(self.night(batches=2))
        self.assertEqual((self.proven("new"), self.proven("round")), (2, 0))
        self.assertFalse(self.night())  # killed before: it goes on from there
        self.assertEqual((self.proven("new"), self.proven("round")), (4, 1))
        self.tamper(
            "UPDATE acupuncture_consent SET ip = '::1' WHERE id = %s",
            self.consents[2].id,
        )
        self.assertFalse(self.night())
        for _night in range(2):  # told until somebody has looked
            self.assertIn("changed after signing", self.night())
        self.assertEqual(self.proven("round"), 2)

    @patch(f"{MIXIN}.ROUND_DAYS", 2)
    @patch(f"{MIXIN}.BATCH_SIZE", 2)
    def test_a_full_round_begins_anew(self):
        for place in (2, 0, 2):
            self.assertFalse(self.night())
            self.assertEqual(self.proven("round"), place)

    def test_every_night_knows_what_is_missing(self):
        self.assertFalse(self.night())
        for missing, words in ((1, "is missing"), (3, "does not end where")):
            with self.subTest(words), self.env.cr.savepoint() as savepoint:
                self.tamper("DELETE FROM acupuncture_consent_withdrawal")
                self.tamper(
                    "DELETE FROM acupuncture_consent WHERE id = %s",
                    self.consents[missing].id,
                )
                self.assertIn(words, self.night())
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_job_tells_the_log(self):
        self.tamper(
            "UPDATE acupuncture_consent SET ip = '::1' WHERE id = %s",
            self.consents[0].id,
        )
        log = "odoo.addons.acupuncture_cosmetic.models.consent.consent_evidence"
        with self.assertLogs(log, "ERROR") as told, self.enter_registry_test_mode():
            self.env.ref(
                "acupuncture_cosmetic.ir_cron_consent_verify"
            ).method_direct_trigger()
        self.assertIn(self.consents[0].name, told.output[0])

    def test_a_long_verification_stays_in_batches(self):
        self.assertFalse(self.Consent._all_problems(self.company))
