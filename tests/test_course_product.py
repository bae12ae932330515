"""Terms on the product: sane defaults, clear refusals, policies that stay promised."""

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from .common import ClinicCase


@tagged("post_install", "-at_install")
class TestCourseProduct(ClinicCase):
    def test_nonsense_terms_are_refused_by_postgresql(self):
        for values in (
            {"session_count": 0},
            {"session_minutes": 0},
            {"grace_days": -1},
            {"late_cancel_hours": -1},
            {"late_cancel_fee": -5.0},
            {"validity_basis": "fixed", "validity_date": False},
            {"validity_length": 0},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.product_payg.product_tmpl_id.write(values)
                self.env.flush_all()

    def test_phases_hold_as_many_sessions_as_the_course(self):
        with self.assertRaisesRegex(ValidationError, "13 sessions, but .* has 12"):
            self.product_course.product_tmpl_id.phase_ids[0].session_count = 9
            self.product_course.product_tmpl_id.phase_ids = [
                Command.update(
                    self.product_course.product_tmpl_id.phase_ids[1].id,
                    {"session_count": 4},
                )
            ]

    def test_pay_as_you_go_is_sold_by_the_session(self):
        with self.assertRaisesRegex(ValidationError, "Session"):
            self.make_product("Wrong unit", invoice_policy="delivery")
        with self.assertRaisesRegex(ValidationError, "prepaid"):
            self.product_payg.product_tmpl_id.invoice_policy = "order"

    @users("test_manager")
    def test_the_form_picks_the_unit(self):
        form = Form(
            self.env["product.template"].with_context(
                default_type="service", default_service_tracking="treatment_course"
            )
        )
        form.name = "Monthly maintenance"
        form.invoice_policy = "delivery"
        self.assertEqual(form.uom_id, self.env.ref("acupuncture_cosmetic.uom_session"))
        form.save()

    def test_duplicating_a_product_keeps_its_rhythm(self):
        copy = self.product_course.product_tmpl_id.copy()
        self.assertEqual(copy.phase_ids.mapped("session_count"), [8, 4])

    def test_a_promised_refund_policy_stays(self):
        policy = self.env.ref("acupuncture_cosmetic.refund_policy_pro_rata").copy()
        self.product_course.product_tmpl_id.refund_policy_id = policy
        policy.fee_percent = 5.0
        course = self.sell_course()
        with self.assertRaisesRegex(UserError, course.name):
            policy.fee_percent = 50.0
        with self.assertRaises(UserError):
            policy.unlink()
        policy.active = False
        self.assertEqual(course.refund_policy_id, policy)

    @users("test_front_desk")
    def test_front_desk_holds_and_resumes_but_sets_no_terms(self):
        course = self.sell_course().with_env(self.env)
        course.action_hold()
        self.assertEqual(course.state, "on_hold")
        course.action_resume()
        self.assertEqual(course.state, "active")
        with self.assertRaises(AccessError):
            course.product_id.product_tmpl_id.session_minutes = 10

    def test_a_course_made_by_hand_is_granted_once(self):
        course = self.env["acupuncture.course"].create(
            {
                "client_id": self.client.id,
                "product_id": self.product_course.id,
                "session_count": 3,
            }
        )
        self.assertEqual(course.state, "draft")
        self.assertEqual(course.payer_id, self.client)
        for role in ("front_desk", "practitioner", "billing"):
            with self.subTest(role), self.assertRaises(AccessError):
                course.with_user(self.users[role]).action_activate()
        manager = course.with_user(self.users["manager"])
        manager.action_activate()
        manager.action_activate()
        self.assertEqual(course.available_count, 3)
        self.assertEqual(course.credit_ids.create_uid, self.users["manager"])
        self.assertEqual(course.payment_state, "free")
        course.action_cancel()
        self.assertEqual(course.state, "cancelled")

    def test_a_sold_course_is_cancelled_with_its_order_only(self):
        order = self.sell(self.product_course)
        with self.assertRaisesRegex(UserError, order.name):
            order.course_ids.action_cancel()

    def test_a_sold_course_keeps_its_client(self):
        course = self.sell_course()
        with self.assertRaisesRegex(UserError, course.name):
            course.client_id = self.other_client

    def test_merging_two_clients_keeps_every_course(self):
        courses = self.sell_course() | self.sell_course(client=self.other_client)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.client | self.other_client).ids, self.client
        )
        courses.invalidate_recordset()
        self.assertEqual(courses.client_id, self.client)
        self.assertEqual(sum(courses.mapped("available_count")), 24)

    def test_techniques_are_frozen_at_the_sale(self):
        needling, electro = (
            self.env.ref(f"acupuncture_cosmetic.technique_{code}")
            for code in ("needling", "electroacupuncture")
        )
        product = self.make_product("With current", list_price=100)
        self.assertEqual(product.technique_ids, needling)
        product.technique_ids += electro
        course = self.sell_course(product)
        product.technique_ids = needling
        electro.active = False
        course.invalidate_recordset()
        self.assertEqual(
            course._planned_techniques(), {"needling", "electroacupuncture"}
        )
        with self.assertRaises(UserError):
            course.technique_ids = needling

    def test_no_technique_means_needling(self):
        course = self.sell_course(self.make_product("Plain", technique_ids=False))
        self.assertEqual(course._planned_techniques(), {"needling"})
