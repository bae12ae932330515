"""Histories: versions follow each other, and nothing of a submitted one moves."""

from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from odoo.addons.acupuncture_cosmetic.models.foundation.form_errors import (
    FormErrors,
)

from .screening_common import ScreeningCase

REFUSED = (
    "UPDATE acupuncture_intake SET medicines = 'none' WHERE id = %(id)s",
    "UPDATE acupuncture_intake SET birth_date = '1990-01-01' WHERE id = %(id)s",
    "UPDATE acupuncture_intake SET signature = NULL WHERE id = %(id)s",
    "UPDATE acupuncture_intake SET content_hash = 'x' WHERE id = %(id)s",
    "UPDATE acupuncture_intake SET valid_until = '2099-01-01' WHERE id = %(id)s",
    "UPDATE acupuncture_intake SET state = 'draft' WHERE id = %(id)s",
    "UPDATE acupuncture_intake SET state = 'cancelled' WHERE id = %(id)s",
    "UPDATE acupuncture_intake SET submitted_at = NULL, state = 'draft' "
    "WHERE id = %(id)s",
    "UPDATE acupuncture_intake SET company_id = company_id + 1 WHERE id = %(id)s",
    "DELETE FROM acupuncture_intake WHERE id = %(id)s",
    "TRUNCATE acupuncture_intake CASCADE",
    "INSERT INTO acupuncture_intake (name, client_id, company_id, version, state, "
    "source, submitted_at) SELECT 'forged', client_id, company_id, 9, 'reviewed', "
    "source, submitted_at FROM acupuncture_intake WHERE id = %(id)s",
    "UPDATE acupuncture_intake_answer SET value = 'no' WHERE intake_id = %(id)s",
    "UPDATE acupuncture_intake_answer SET on_date = NULL WHERE intake_id = %(id)s",
    "UPDATE acupuncture_intake_answer SET intake_id = %(draft)s "
    "WHERE intake_id = %(id)s",
    "DELETE FROM acupuncture_intake_answer WHERE intake_id = %(id)s",
    "TRUNCATE acupuncture_intake_answer",
    "UPDATE acupuncture_intake_answer SET intake_id = %(id)s "
    "WHERE intake_id = %(draft)s",
    "DELETE FROM acupuncture_intake_concern WHERE intake_id = %(id)s",
    "UPDATE acupuncture_intake_concern SET rank = 99 WHERE intake_id = %(id)s",
    "INSERT INTO acupuncture_intake_concern (intake_id, company_id, concern_id) "
    "SELECT %(id)s, (SELECT company_id FROM acupuncture_intake WHERE id = %(id)s), "
    "max(id) FROM acupuncture_concern",
    "UPDATE acupuncture_finding SET item_id = item_id + 1 WHERE intake_id = %(id)s",
    "DELETE FROM acupuncture_finding WHERE intake_id = %(id)s",
    "TRUNCATE acupuncture_finding CASCADE",
    "UPDATE acupuncture_intake_check SET at = now() WHERE intake_id = %(id)s",
    "DELETE FROM acupuncture_intake_check WHERE intake_id = %(id)s",
    "TRUNCATE acupuncture_intake_check",
)


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningIntake(ScreeningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        concern = cls.env["acupuncture.concern"].search([], limit=1)
        cls.intake = cls.submit(
            {"EPILEPSY": "yes", "BOTOX": {"value": "yes", "on": "2026-02-20"}},
            concerns=concern.mapped("code"),
            goals="Look rested",
            medicines="Aspirin",
        )
        cls.intake._confirm_unchanged("portal")

    def test_postgres_refuses_what_would_change_it(self):
        draft = self.start(self.other_client)
        draft._save_screen("procedures", {"none": True})
        self.env.flush_all()
        ids = {"id": self.intake.id, "draft": draft.id}
        for statement in REFUSED:
            with (
                self.subTest(statement),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.Error) as caught,
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, ids)
            self.assertRegex(str(caught.exception), "refused|begins as a draft")

    def test_what_was_superseded_never_counts_again(self):
        newer = self.submit({"EPILEPSY": "yes"})
        self.env.flush_all()
        self.assertEqual(self.intake.state, "superseded")
        self.assertEqual(newer.state, "submitted")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.Error),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE acupuncture_intake SET state = 'reviewed' WHERE id = %s",
                (self.intake.id,),
            )

    def test_a_merge_may_move_it(self):
        self.env.cr.execute(
            "UPDATE acupuncture_intake SET client_id = %s WHERE id = %s",
            (self.other_client.id, self.intake.id),
        )

    def test_the_superuser_meets_the_law_in_the_orm(self):
        answer = self.intake.answer_ids[0]
        for record, vals in (
            (self.intake, {"medicines": "none"}),
            (self.intake, {"state": "reviewed"}),
            (self.intake, {"client_id": self.other_client.id}),
            (self.intake, {"answer_ids": [Command.delete(answer.id)]}),
            (self.intake, {"concern_ids": [Command.clear()]}),
            (
                self.intake,
                {
                    "finding_ids": [
                        Command.update(
                            self.intake.finding_ids[0].id, {"decision": "accepted"}
                        )
                    ]
                },
            ),
            (answer, {"value": "no"}),
            (answer, {"item_id": self.item("BOTOX").id}),
            (self.intake.check_ids, {"at": "2020-01-01 00:00:00"}),
        ):
            with self.subTest(record=record, vals=vals), self.assertRaises(UserError):
                record.write(vals)
        for record in (self.intake, answer, self.intake.concern_ids):
            with self.subTest(record), self.assertRaises(UserError):
                record.unlink()
        with self.assertRaises(UserError):
            answer.create({"intake_id": self.intake.id, "item_id": answer.item_id.id})

    def test_defaults_and_copies_do_not_forge(self):
        practitioner = self.intakes.with_user(self.users["practitioner"])
        with self.assertRaises(AccessError):
            practitioner.create({"client_id": self.client.id})
        forged = {"default_state": "reviewed", "default_submitted_at": "2026-01-01"}
        with self.assertRaises(UserError):
            self.intakes.with_context(**forged).create({"client_id": self.client.id})
        with self.assertRaises(UserError):
            self.intakes.create({"client_id": self.client.id, "state": "reviewed"})
        with self.assertRaises(UserError):
            self.env["acupuncture.finding"].create(
                {"intake_id": self.intake.id, "item_id": self.item("PREG").id}
            )
        with self.assertRaises(UserError):
            self.env["acupuncture.client.alert"].create(
                {
                    "client_id": self.other_client.id,
                    "company_id": self.company.id,
                    "level": "green",
                }
            )

    @users("test_practitioner")
    def test_a_practitioner_cannot_write_facts(self):
        intake = self.intake.with_env(self.env)
        for vals in (
            {"state": "reviewed"},
            {"reviewed_by_id": self.env.uid},
            {"valid_until": "2099-01-01"},
            {"signature": False},
            {"name": "HH1"},
            {"goals": "Something else"},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                intake.write(vals)
        with self.assertRaises(UserError):
            intake.finding_ids.write({"decision": "accepted"})
        with self.assertRaises(AccessError):
            intake.unlink()

    def test_the_hash_covers_what_was_said(self):
        history = self.intake.with_user(self.users["practitioner"])
        self.assertEqual(history.action_verify()["params"]["type"], "success")
        self.assertEqual(len(self.intake.content_hash), 64)
        with mute_logger("odoo.sql_db"):
            self.env.cr.execute(
                "ALTER TABLE acupuncture_intake_answer "
                "DISABLE TRIGGER acupuncture_guard"
            )
        self.env.cr.execute(
            "UPDATE acupuncture_intake_answer SET value = 'no' WHERE intake_id = %s "
            "AND value = 'yes'",
            (self.intake.id,),
        )
        self.env.invalidate_all()
        self.assertEqual(history.action_verify()["params"]["type"], "danger")
        with self.assertRaises(AccessError):
            self.intake.with_user(self.users["front_desk"]).action_verify()

    def test_a_draft_is_found_again(self):
        draft = self.start()
        self.assertEqual(self.start(), draft)
        self.assertEqual(draft.version, 2)
        self.assertEqual(draft.previous_id, self.intake)

    def test_a_new_version_starts_from_the_last(self):
        draft = self.start()
        self.assertEqual(draft.goals, "Look rested")
        self.assertEqual(
            draft.concern_ids.concern_id, self.intake.concern_ids.concern_id
        )
        told = {r.item_id.code: (r.value, r.on_date) for r in draft.answer_ids}
        self.assertEqual(told["BOTOX"], ("yes", date(2026, 2, 20)))
        self.assertFalse(draft.declared)

    def test_only_critical_screens_are_gone_through_again(self):
        draft = self.start()
        by_screen = draft._questions_by_screen()
        critical = [
            screen
            for screen in draft._screens()
            if screen in by_screen and any(by_screen[screen].mapped("critical"))
        ]
        self.assertTrue(critical)
        self.assertEqual(draft._open_screens(), critical)
        self.assertIn("procedures", critical)
        draft.action_cancel()
        with freeze_time("2027-03-03 09:00:00"):
            self.assertEqual(self.start()._open_screens(), draft._screens())

    def test_the_next_version_takes_the_place(self):
        second = self.submit({"EPILEPSY": "yes"})
        self.assertEqual(self.intake.state, "superseded")
        self.assertEqual(self.intakes._heads(self.client, self.company), second)
        self.assertEqual(second.version, 2)
        shown = second.changes_html
        self.assertIn(self.item("BOTOX").name, shown)
        self.assertIn("Aspirin", shown)

    def test_unchanged_makes_no_version(self):
        before = self.intakes.search_count([])
        session = self.book("2026-03-09 09:00:00", course_id=self.sell_course().id)
        check = self.intake._confirm_unchanged("tablet", session)
        self.assertEqual(self.intakes.search_count([]), before)
        self.assertEqual(check.session_id, session)
        self.assertEqual(self.intake.last_confirmed, check.at)
        with freeze_time("2027-03-03 09:00:00"), self.assertRaises(UserError):
            self.intake._confirm_unchanged("portal")

    def test_what_changed_since(self):
        same = {"items": {"BOTOX": {"value": "yes", "on": "2026-02-20"}}}
        self.assertEqual(self.intake._critical_changed(same), set())
        again = {"items": {"BOTOX": {"value": "yes", "on": "2026-03-01"}}}
        self.assertEqual(self.intake._critical_changed(again), {"BOTOX"})
        self.assertEqual(self.intake._critical_changed({"none": True}), {"BOTOX"})
        with self.assertRaises(FormErrors):
            self.intake._critical_changed({})

    def test_validity_is_the_clinics(self):
        self.assertEqual(self.intake.valid_until, date(2027, 3, 2))
        self.company.acupuncture_history_months = 6
        self.assertEqual(self.submit().valid_until, date(2026, 9, 2))
        for months in (0, 61):
            with (
                self.subTest(months),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.company.acupuncture_history_months = months
                self.env.flush_all()

    @users("test_practitioner")
    def test_staff_type_a_history(self):
        action = self.other_client.with_env(self.env).action_type_history()
        draft = self.intakes.with_env(self.env).browse(action["res_id"])
        self.assertEqual(draft.source, "staff")
        self.assertEqual(draft.answer_ids.item_id, draft._questions())
        self.assertFalse(any(draft.answer_ids.mapped("value")))
        with self.assertRaisesRegex(FormErrors, "Not complete yet"):
            draft.action_submit()
        draft.write(
            {"birth_date": "1980-05-04", "skin_type": "2", "needle_comfort": "fine"}
        )
        row = draft.answer_ids.filtered(lambda r: r.item_id.code == "EPILEPSY")
        row.value = "yes"
        draft.action_no_to_rest()
        draft.action_submit()
        self.assertEqual(draft.state, "submitted")
        self.assertEqual(draft.undecided_count, 1)
        self.assertEqual(draft.create_uid, self.env.user)

    def test_numbers_alone_name_a_history(self):
        for record in (
            self.intake,
            self.intake.answer_ids[0],
            self.intake.finding_ids[0],
            self.intake.check_ids[0],
        ):
            with self.subTest(record):
                self.assertEqual(record.display_name, self.intake.name)
        self.assertRegex(self.intake.name, r"^HH\d{5}$")

    def test_the_other_clinic_asks_for_itself(self):
        other = self.env["res.company"].create({"name": "Other Clinic"})
        draft = self.intakes._start(self.client, other, "portal")
        self.assertEqual((draft.version, draft.previous_id.id), (1, False))
        self.assertFalse(draft.answer_ids)
        self.assertEqual(self.intake.state, "submitted")
