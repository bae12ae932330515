"""Laws 1 and 8: credits are conserved, only the journal moves them, terms freeze."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import ClinicCase

REFUSED = psycopg2.IntegrityError


@tagged("post_install", "-at_install")
class TestCredit(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()
        cls.credit = cls.course.credit_ids[0]

    def refused_by_postgresql(self, query, *params):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(REFUSED),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(query, params)

    def test_a_course_of_twelve_grants_twelve_available_credits(self):
        self.assertEqual(self.course.credit_ids.mapped("number"), list(range(1, 13)))
        self.assertEqual(set(self.course.credit_ids.mapped("state")), {"available"})
        self.assertEqual(self.course.state, "active")
        self.assertEqual(self.course.available_count, 12)

    def test_every_change_leaves_a_move(self):
        self.move_credits(self.credit, "_reserve", "_use", "_void", "_reserve")
        moves = self.credit.move_ids.sorted("id")
        self.assertEqual(
            moves.mapped(lambda move: (move.from_state, move.to_state, move.amount)),
            [
                ("available", "reserved", 0.0),
                ("reserved", "used", 100.0),
                ("used", "available", 0.0),
                ("available", "reserved", 0.0),
            ],
        )
        self.assertEqual(self.credit.state, "reserved")
        self.assertEqual(self.course.reserved_count, 1)

    def test_states_follow_the_table_only(self):
        for verb in ("_use", "_forfeit", "_release", "_void"):
            with (
                self.subTest(verb),
                mute_logger("odoo.sql_db"),
                self.assertRaises(REFUSED),
                self.env.cr.savepoint(),
            ):
                self.move_credits(self.credit, verb)
        self.env.invalidate_all()
        self.assertEqual(self.credit.state, "available")

    def test_stale_journal_entry_is_refused(self):
        self.move_credits(self.credit, "_reserve")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(REFUSED),
            self.env.cr.savepoint(),
        ):
            self.env["acupuncture.credit.move"]._sealed_create(
                [
                    {
                        **self.credit._prepare_move("reserved", "twice", 0.0),
                        "from_state": "available",
                    }
                ]
            )

    def test_postgresql_refuses_a_state_without_journal(self):
        self.refused_by_postgresql(
            "UPDATE acupuncture_credit SET state = 'used' WHERE id = %s",
            self.credit.id,
        )

    def test_postgresql_refuses_to_delete_or_truncate_credits(self):
        self.refused_by_postgresql(
            "DELETE FROM acupuncture_credit WHERE id = %s", self.credit.id
        )
        self.refused_by_postgresql("TRUNCATE acupuncture_credit CASCADE")

    def test_postgresql_refuses_a_credit_born_used(self):
        self.refused_by_postgresql(
            "INSERT INTO acupuncture_credit"
            " (course_id, company_id, number, price, state) VALUES (%s, %s, 99, 1, "
            "'used')",
            self.course.id,
            self.company.id,
        )

    def test_postgresql_keeps_the_journal_append_only(self):
        self.move_credits(self.credit, "_reserve")
        move = self.credit.move_ids
        self.refused_by_postgresql(
            "UPDATE acupuncture_credit_move SET reason = 'x' WHERE id = %s", move.id
        )
        self.refused_by_postgresql(
            "DELETE FROM acupuncture_credit_move WHERE id = %s", move.id
        )
        self.refused_by_postgresql("TRUNCATE acupuncture_credit_move CASCADE")

    def test_the_superuser_cannot_write_or_unlink_through_odoo(self):
        self.move_credits(self.credit, "_reserve")
        move = self.credit.move_ids.sudo()
        with self.assertRaises(UserError):
            move.write({"reason": "x"})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(REFUSED),
            self.env.cr.savepoint(),
        ):
            move.unlink()
        with self.assertRaises(UserError):
            self.credit.sudo().write({"state": "used"})
        with self.assertRaises(UserError):
            self.env["acupuncture.credit"].sudo().create({"course_id": self.course.id})

    def test_a_context_key_or_default_opens_nothing(self):
        forged = {"acupuncture_seal": True, "default_state": "used"}
        with self.assertRaises(UserError):
            self.credit.sudo().with_context(**forged).write({"state": "used"})
        with self.assertRaises(UserError):
            self.course.sudo().with_context(**forged).copy()

    def test_course_state_is_told_by_its_credits(self):
        self.move_credits(self.course.credit_ids[:11], "_reserve", "_use")
        self.assertEqual(self.course.state, "active")
        self.move_credits(self.course.credit_ids[11:], "_expire")
        self.assertEqual(self.course.state, "expired")
        with self.assertRaises(UserError):
            self.course.write({"state": "active"})

    def test_all_used_completes_and_void_reopens(self):
        self.move_credits(self.course.credit_ids, "_reserve", "_use")
        self.assertEqual(self.course.state, "completed")
        self.move_credits(self.credit, "_void")
        self.assertEqual(self.course.state, "active")

    def test_editing_the_product_changes_nothing_sold(self):
        product = self.product_course.product_tmpl_id
        product.write({"session_minutes": 90, "late_cancel_policy": "warn"})
        product.phase_ids[0].per_week = 1
        self.assertEqual(self.course.session_minutes, 60)
        self.assertEqual(self.course.late_cancel_policy, "forfeit")
        self.assertEqual(self.course.phase_ids[0].per_week, 2)

    def test_frozen_terms_refuse_even_the_superuser(self):
        for values in ({"grace_days": 9}, {"validity_length": 99}):
            with self.subTest(values), self.assertRaises(UserError):
                self.course.sudo().write(values)
        with self.assertRaises(UserError):
            self.course.phase_ids[0].sudo().write({"per_week": 1})
        with self.assertRaises(UserError):
            self.course.sudo().unlink()

    def test_only_closed_courses_are_archived(self):
        with self.assertRaises(UserError):
            self.course.action_archive()
        self.move_credits(self.course.credit_ids, "_reserve", "_use")
        self.course.action_archive()
        self.assertFalse(self.course.active)

    def run_expiry(self, *courses):
        """Run the job with ``courses`` long past their last day."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE acupuncture_course SET usable_until = '2020-01-01' WHERE id IN %s",
            [tuple(course.id for course in courses)],
        )
        self.env.invalidate_all()
        cron = self.env.ref("acupuncture_cosmetic.ir_cron_expire_credits")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_expiry_cron_expires_only_courses_past_grace(self):
        running = self.sell_course()
        self.move_credits(self.course.credit_ids[0], "_reserve")
        self.run_expiry(self.course)
        self.assertEqual(self.course.expired_count, 11)
        self.assertEqual(self.course.reserved_count, 1)
        self.assertEqual(running.available_count, 12)

    @mute_logger(
        "odoo.addons.acupuncture_cosmetic.models.course.course_lifecycle", "odoo.sql_db"
    )
    def test_a_course_that_fails_does_not_hold_up_the_others(self):
        before, bad, after = (self.sell_course() for _course in range(3))
        self.env.cr.execute(
            """
            CREATE FUNCTION acu_test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'this course is broken';
            END $$;
            CREATE TRIGGER acu_test_refuse BEFORE INSERT ON acupuncture_credit_move
            FOR EACH ROW WHEN (NEW.credit_id = %s)
            EXECUTE FUNCTION acu_test_refuse();
            """,
            [bad.credit_ids[0].id],
        )
        self.run_expiry(before, bad, after)
        self.assertEqual(before.expired_count, 12)
        self.assertEqual(after.expired_count, 12)
        self.assertEqual(bad.available_count, 12)

    def test_front_desk_forges_no_fact(self):
        course = self.course.with_user(self.users["front_desk"])
        for values in (
            {"usable_until": "2099-12-31"},
            {"expiry_date": "2099-12-31"},
            {"available_count": 99},
            {"amount_total": 1.0},
            {"first_session_date": "2020-01-01"},
            {"state": "completed"},
            {"name": "TC99999"},
            {"company_id": self.company.id},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                course.write(values)
        with self.assertRaises(UserError):
            self.course.sudo().write({"phase_ids": [(0, 0, {"session_count": 1})]})

    def test_a_sale_is_dated_in_the_clinic_zone(self):
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        with freeze_time("2026-05-05 03:00:00"):
            course = self.sell_course()
        self.assertEqual(str(course.activated_on), "2026-05-04")
