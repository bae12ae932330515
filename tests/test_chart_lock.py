"""Law 5: a signed record stays as it is, its rows too, whoever asks in which way."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .chart_common import NOW, ChartCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartLock(ChartCase):
    def test_no_sql_changes_what_was_signed(self):
        chart = self.needled()
        product = self.env["acupuncture.supply"].create({"name": "Serum"})
        chart.supply_ids = [Command.create({"supply_id": product.id})]
        self.counted(chart).action_sign()
        for query in (
            "UPDATE acupuncture_treatment SET subjective = 'x' WHERE id = %s",
            "UPDATE acupuncture_treatment SET state = 'draft' WHERE id = %s",
            "UPDATE acupuncture_treatment SET state = 'draft', signed_at = NULL "
            "WHERE id = %s",
            "UPDATE acupuncture_treatment SET content_hash = 'x' WHERE id = %s",
            "UPDATE acupuncture_treatment SET cosigned_at = now() WHERE id = %s",
            "DELETE FROM acupuncture_treatment WHERE id = %s",
            "UPDATE acupuncture_needle SET depth_mm = 30 WHERE treatment_id = %s",
            "DELETE FROM acupuncture_needle WHERE treatment_id = %s",
            "INSERT INTO acupuncture_needle (treatment_id, point_id, side, zone) "
            "SELECT treatment_id, point_id, side, zone FROM acupuncture_needle "
            "WHERE treatment_id = %s",
            "UPDATE acupuncture_needle_count SET counted_out = 9 "
            "WHERE treatment_id = %s",
            "DELETE FROM acupuncture_needle_count WHERE treatment_id = %s",
            "UPDATE acupuncture_treatment_supply SET note = 'x' "
            "WHERE treatment_id = %s",
            "DELETE FROM acupuncture_treatment_supply WHERE treatment_id = %s",
        ):
            self.assertSqlRefused(query, chart.id)
        for table in ("needle", "needle_count", "treatment_supply", "treatment"):
            self.assertSqlRefused(
                "TRUNCATE %s CASCADE", SQL.identifier(f"acupuncture_{table}")
            )

    def test_rows_do_not_move_into_or_out_of_a_signed_record(self):
        signed = self.signed()
        session = self.started("2026-03-02 11:00:00")
        other = self.needled(session)
        self.assertSqlRefused(
            "UPDATE acupuncture_needle SET treatment_id = %s WHERE treatment_id = %s",
            signed.id,
            other.id,
        )
        self.assertSqlRefused(
            "UPDATE acupuncture_needle SET treatment_id = %s WHERE treatment_id = %s",
            other.id,
            signed.id,
        )
        with self.assertRaises(UserError):
            other.needle_ids.sudo().write({"treatment_id": signed.id})

    def test_no_caller_writes_into_a_signed_record(self):
        chart = self.signed()
        needle = chart.needle_ids[0]
        for who in (chart, chart.sudo(), self.as_role(chart, "clinical_lead")):
            for attempt in (
                lambda who=who: who.write({"subjective": "x"}),
                lambda who=who: who.write({"needle_ids": [Command.clear()]}),
                lambda who=who: who.write(
                    {"needle_ids": [Command.update(needle.id, {"depth_mm": 9})]}
                ),
                lambda who=who: who.with_context(acupuncture_seal=True).write(
                    {"state": "draft"}
                ),
                lambda who=who: who.needle_ids[0].write({"depth_mm": 9}),
                lambda who=who: who.needle_ids[0].unlink(),
                lambda who=who: who.needle_ids.create(
                    {
                        "treatment_id": who.id,
                        "point_id": needle.point_id.id,
                        "side": "left",
                    }
                ),
                lambda who=who: who.needle_ids.with_context(
                    default_treatment_id=who.id
                ).create({"point_id": needle.point_id.id, "side": "left"}),
                lambda who=who: who.count_ids[0].write({"counted_out": 9}),
                lambda who=who: who.action_count_zone("face_upper", 1),
                lambda who=who: who.action_begin_retention(),
                lambda who=who: who.action_same_as_last(),
                lambda who=who: who.action_reset_timer(),
                lambda who=who: who.action_sign(),
            ):
                with self.assertRaises(UserError):
                    attempt()
        with self.assertRaises(UserError):
            chart.sudo().unlink()

    def test_facts_of_an_open_record_come_from_verbs_alone(self):
        chart = self.needled()
        for values in (
            {"state": "signed"},
            {"signed_at": NOW},
            {"signed_by_id": self.env.uid},
            {"content_hash": "x"},
            {"client_id": self.other_client.id},
            {"practitioner_id": self.practitioner.id},
            {"cosigned_at": NOW},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                chart.sudo().write(values)
        self.assertSqlRefused(
            "UPDATE acupuncture_treatment SET state = 'signed' WHERE id = %s", chart.id
        )
        with self.assertRaises(UserError):
            self.env["acupuncture.treatment"].create(
                {"session_id": chart.session_id.id, "client_id": self.client.id}
            )
        with self.assertRaises(UserError):
            chart.sudo().unlink()

    def test_the_signature_covers_the_record_and_its_rows(self):
        chart = self.signed()
        self.assertEqual(len(chart.content_hash), 64)
        chart.invalidate_recordset()
        self.assertTrue(chart._is_intact())
        self.assertEqual(chart.action_verify()["params"]["type"], "success")
        self.env.flush_all()
        guard = "ALTER TABLE acupuncture_needle %s TRIGGER acupuncture_guard"
        self.env.cr.execute(SQL(guard, SQL("DISABLE")))
        self.env.cr.execute(
            "UPDATE acupuncture_needle SET depth_mm = 5 WHERE id = %s",
            [chart.needle_ids[0].id],
        )
        self.env.cr.execute(SQL(guard, SQL("ENABLE")))
        chart.needle_ids.invalidate_recordset()
        self.assertFalse(chart._is_intact())
        self.assertEqual(chart.action_verify()["params"]["type"], "danger")

    def test_the_signature_covers_why_the_time_was_odd(self):
        chart = self.counted()
        chart.write({"retention_reason": "purpose", "retention_note": "Calm today"})
        chart.action_sign()
        guard = "ALTER TABLE acupuncture_treatment %s TRIGGER acupuncture_guard"
        for name, value in (("retention_reason", "late"), ("retention_note", "x")):
            self.env.flush_all()
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.env.cr.execute(SQL(guard, SQL("DISABLE")))
                self.env.cr.execute(
                    SQL(
                        "UPDATE acupuncture_treatment SET %s = %s WHERE id = %s",
                        SQL.identifier(name),
                        value,
                        chart.id,
                    )
                )
                chart.invalidate_recordset()
                self.assertFalse(chart._is_intact())
                savepoint.rollback()
            chart.invalidate_recordset()
            self.assertTrue(chart._is_intact())

    def test_files_of_a_signed_record_stay_and_none_comes(self):
        chart = self.needled()
        files = self.as_role(self.env["ir.attachment"])
        values = {
            "name": "letter.pdf",
            "raw": b"%PDF-1.4 a",
            "res_model": chart._name,
            "res_id": chart.id,
        }
        letter, gone = files.create([values, values])
        loose = files.create({"name": "later.pdf", "raw": b"%PDF-1.4 c"})
        letter.raw = b"%PDF-1.4 b"
        gone.unlink()
        self.counted(chart).action_sign()
        for attempt in (
            lambda: letter.write({"raw": b"%PDF-1.4 x"}),
            lambda: letter.write({"name": "other.pdf"}),
            lambda: letter.write({"res_model": False, "res_id": False}),
            lambda: letter.sudo().unlink(),
            lambda: loose.write({"res_model": chart._name, "res_id": chart.id}),
            lambda: files.create(values),
        ):
            with self.assertRaisesRegex(UserError, "Write an addendum"):
                with self.cr.savepoint():
                    attempt()
        letter.write({"raw": letter.raw, "mimetype": letter.mimetype})
        self.assertEqual(letter.raw, b"%PDF-1.4 b")

    def test_a_point_keeps_its_code_under_signed_charts(self):
        chart = self.needled()
        brow = self.as_role(self.brow, "clinical_lead")
        brow.code = "ZZ9"
        self.counted(chart).action_sign()
        for point in (brow, brow.sudo()):
            with self.assertRaisesRegex(UserError, "ZZ9 is named in signed charts"):
                point.code = "ZZ8"
        self.assertSqlRefused(
            "UPDATE acupuncture_point SET code = 'ZZ8' WHERE id = %s", brow.id
        )
        brow.write({"code": "ZZ9", "name": "Brow, inner end"})

    def test_an_addendum_is_added_and_never_changed(self):
        chart = self.needled()
        addenda = self.env["acupuncture.addendum"].with_user(self.users["practitioner"])
        with self.assertRaisesRegex(UserError, "not signed yet"):
            addenda.create({"treatment_id": chart.id, "text": "Too early"})
        self.counted(chart).action_sign()
        for values in (
            {"text": " "},
            {"text": "x", "at": "2020-01-01 10:00:00"},
            {"text": "x", "user_id": self.users["clinical_lead"].id},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                addenda.create({"treatment_id": chart.id, **values})
        dialog = chart.action_add_addendum()
        addendum = addenda.with_context(**dialog["context"]).create({"text": "Left"})
        self.assertEqual(addendum.treatment_id, chart)
        self.assertEqual(addendum.user_id, self.users["practitioner"])
        chart.addendum_ids = [Command.create({"text": "By the form"})]
        self.assertEqual(len(chart.addendum_ids), 2)
        self.assertTrue(chart._is_intact())
        self.assertSqlRefused(
            "UPDATE acupuncture_addendum SET text = 'x' WHERE id = %s", addendum.id
        )
        self.assertSqlRefused(
            "DELETE FROM acupuncture_addendum WHERE id = %s", addendum.id
        )

    def test_an_addendum_to_an_open_record_is_refused_by_postgresql(self):
        chart = self.needled()
        self.assertSqlRefused(
            "INSERT INTO acupuncture_addendum (treatment_id, at, user_id, text) "
            "VALUES (%s, now(), %s, 'x')",
            chart.id,
            self.env.uid,
        )

    def test_a_merge_of_contacts_moves_signed_records(self):
        """Nothing else gives the record of one person to another."""
        same = "SET CONSTRAINTS acupuncture_treatment_same_client IMMEDIATE"
        chart = self.signed()
        self.assertSqlRefused(
            "UPDATE acupuncture_treatment SET client_id = %s WHERE id = %s; " + same,
            self.other_client.id,
            chart.id,
        )
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.client | self.other_client).ids, self.other_client)
        self.env.cr.execute(same)
        chart.invalidate_recordset()
        self.assertEqual(chart.client_id, self.other_client)
        self.assertTrue(chart._is_intact())
