"""What is paid is read from posted moves; the part-paid rule names the amount due."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestCoursePayment(MoneyCase):
    def test_unpaid_partly_and_fully_paid(self):
        order = self.sell(self.product_course, tax_ids=[Command.set(self.tax.ids)])
        course = order.course_ids
        self.assertPaid(course, 0.0, "unpaid")
        self.assertEqual(course.amount_price, 1440.0)
        move = self.invoice(order)
        self.assertPaid(course, 0.0, "unpaid")
        self.pay(move, 360.0)
        self.assertPaid(course, 360.0, "partial")
        self.pay(move)
        self.assertPaid(course, 1440.0, "paid")

    def test_a_draft_invoice_pays_nothing(self):
        order = self.sell(self.product_course)
        order._create_invoices()
        self.assertEqual(order.order_line.qty_invoiced, 1.0)
        self.assertPaid(order.course_ids, 0.0, "unpaid")

    def test_down_payment_then_final_invoice(self):
        order = self.sell(self.product_course)
        course = order.course_ids
        advance = self.invoice(order, advance_payment_method="percentage", amount=25.0)
        self.assertPaid(course, 0.0, "unpaid")
        self.pay(advance)
        self.assertPaid(course, 300.0, "partial")
        final = self.invoice(order)
        self.assertEqual(final.amount_total, 900.0)
        self.assertPaid(course, 300.0, "partial")
        self.pay(final, 450.0)
        self.assertPaid(course, 750.0, "partial")
        self.pay(final)
        self.assertPaid(course, 1200.0, "paid")

    def test_a_credit_note_takes_the_payment_back(self):
        order = self.sell(self.product_course)
        move = self.invoice(order)
        move._reverse_moves(cancel=True)
        self.assertPaid(order.course_ids, 0.0, "unpaid")

    def test_instalments_are_payment_terms_on_one_invoice(self):
        order = self.sell(self.product_course, confirm=False)
        order.payment_term_id = self.env["account.payment.term"].create(
            {
                "name": "Three months",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": part, "nb_days": days}
                    )
                    for part, days in ((40, 0), (30, 30), (30, 60))
                ],
            }
        )
        order.action_confirm()
        move = self.invoice(order)
        self.pay(move, 480.0)
        self.assertPaid(order.course_ids, 480.0, "partial")

    def test_courses_of_one_line_share_its_payment(self):
        order = self.sell(self.product_course, qty=2)
        move = self.invoice(order)
        self.pay(move, 600.0)
        for course in order.course_ids:
            self.assertPaid(course, 300.0, "partial")

    def test_a_gift_is_never_due(self):
        order = self.sell(self.product_course, price_unit=0.0)
        self.assertPaid(order.course_ids, 0.0, "free")

    def test_cancelling_a_half_paid_order_writes_what_was_paid(self):
        order = self.sell(self.product_course, qty=2)
        self.pay(self.invoice(order), 1200.0)
        courses = order.course_ids
        self.move_credits(courses[0].credit_ids[0], "_reserve", "_use")
        order._action_cancel()
        refunded = courses.credit_ids.filtered(
            lambda credit: credit.state == "refunded"
        )
        self.assertEqual(len(refunded), 23)
        # 1,200 paid; the session that took place keeps its 100
        self.assertEqual(self.refunded(courses), 1100.0)
        shares = set(refunded.move_ids.mapped("amount"))
        self.assertLessEqual(shares, {0.0, 47.82, 47.83})
        self.assertEqual(courses[0].amount_total, 100.0)

    def test_billing_invoices_only_sessions_that_took_place(self):
        order = self.sell(self.product_payg, qty=4)
        self.move_credits(order.course_ids.credit_ids[:1], "_reserve", "_use")
        move = self.invoice(order, user=self.users["billing"])
        self.assertEqual(move.amount_total, 110.0)
        self.assertEqual(move.invoice_line_ids.quantity, 1.0)

    def test_billing_invoices_a_down_payment_and_sees_what_is_due(self):
        billing = self.users["billing"]
        order = self.sell(self.product_course)
        advance = self.invoice(
            order, user=billing, advance_payment_method="percentage", amount=50.0
        )
        self.pay(advance)
        with self.assertRaises(AccessError):
            order.with_user(billing).order_line = [
                Command.create({"product_id": self.product_course.id, "price_unit": 0})
            ]
        course = order.course_ids.with_user(billing)
        self.assertEqual((course.amount_paid, course.amount_due), (600.0, 600.0))

    def test_an_invoice_in_another_currency_counts_at_its_value(self):
        yen = self.env.ref("base.JPY")
        yen.write(
            {
                "active": True,
                "rate_ids": [Command.clear(), Command.create({"rate": 150.0})],
            }
        )
        order = self.sell(self.product_course)
        move = order._create_invoices()
        move.currency_id = yen
        move.invoice_line_ids.price_unit = 180000.0
        move.action_post()
        self.pay(move)
        self.assertPaid(order.course_ids, 1200.0, "paid")

    def test_pay_as_you_go_sold_on_may_be_booked_as_far_as_paid(self):
        self.product_payg.product_tmpl_id.part_paid_rule = "value"
        order = self.sell(self.product_payg, qty=2)
        order.order_line.product_uom_qty = 5
        self.assertEqual(order.course_ids._sessions_sold(), 5)

    def test_part_paid_rule_names_the_amount_due(self):
        product = self.product_course.product_tmpl_id
        product.write({"part_paid_rule": "value"})
        order = self.sell(self.product_course)
        with self.assertRaisesRegex(UserError, "100.00"), self.env.cr.savepoint():
            self.book("2026-03-01 09:00:00", course_id=order.course_ids.id)
        self.pay(self.invoice(order), 200.0)
        self.book("2026-03-02 09:00:00", course_id=order.course_ids.id)
        self.book("2026-03-05 09:00:00", course_id=order.course_ids.id)
        with self.assertRaisesRegex(UserError, "2 sessions may be booked"):
            self.book("2026-03-09 09:00:00", course_id=order.course_ids.id)

    def test_reading_payments_takes_as_many_queries_for_one_as_for_ten(self):
        courses = self.env["acupuncture.course"].union(
            *(self.sell(self.product_course).course_ids for _order in range(10))
        )

        def queries(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("payment_state")
            return self.env.cr.sql_log_count - before

        queries(courses)
        self.assertEqual(queries(courses[:1]), queries(courses))
