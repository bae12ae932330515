"""What a course is worth, paid and due, after every discount of its order."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestOrderDiscount(MoneyCase):
    def quote(self, qty=1, price=1440.0, **line):
        return self.sell(
            self.product_course, qty=qty, confirm=False, price_unit=price, **line
        )

    def add(self, order, name, price, **values):
        product = self.env["product.product"].create({"name": name, "taxes_id": False})
        order.order_line = [
            Command.create({"product_id": product.id, "price_unit": price, **values})
        ]
        return order.order_line[-1]

    def test_a_tenth_off_the_order(self):
        order = self.quote()
        self.discount(order)
        order.action_confirm()
        course = order.course_ids
        self.assertEqual(self.credits_of(course), [108.0] * 12)
        self.assertEqual(course.amount_price, 1296.0)
        self.assertEqual(course.amount_discount, 144.0)
        self.pay(self.invoice(order))
        self.assertPaid(course, 1296.0, "paid")
        values = self.env["acupuncture.consent.template"]._course_values(course)
        self.assertIn("1,296", values["price"])
        self.assertIn("108", values["price_one"])
        order._action_cancel()
        self.assertEqual(self.refunded(course), 1296.0)

    def test_the_same_tenth_off_the_line_or_off_the_order(self):
        by_line, by_order = self.quote(), self.quote()
        self.discount(by_line, "sol_discount")
        self.discount(by_order)
        (by_line + by_order).action_confirm()
        self.assertEqual(*map(self.credits_of, (by_line + by_order).course_ids))
        self.assertEqual(*(by_line + by_order).course_ids.mapped("amount_price"))

    def test_two_hundred_off_and_a_hundred_still_due(self):
        order = self.quote()
        self.discount(order, "amount", 200.0)
        order.action_confirm()
        course = order.course_ids
        self.assertAlmostEqual(sum(self.credits_of(course)), 1240.0)
        self.pay(self.invoice(order), 1140.0)
        self.assertPaid(course, 1140.0, "partial")
        self.assertEqual(course.amount_due, 100.0)

    def test_a_down_payment_after_a_discount(self):
        order = self.quote()
        self.discount(order, "amount", 200.0)
        order.action_confirm()
        advance = self.invoice(order, advance_payment_method="fixed", fixed_amount=1140)
        self.pay(advance)
        self.assertPaid(order.course_ids, 1140.0, "partial")
        self.assertEqual(order.course_ids.amount_due, 100.0)
        self.pay(self.invoice(order))
        self.assertPaid(order.course_ids, 1240.0, "paid")

    def test_the_shares_of_every_discount_sum_to_the_order_in_every_currency(self):
        for code, price in (("EUR", 333.33), ("JPY", 100001), ("KWD", 99.999)):
            currency = self.env.ref(f"base.{code}")
            currency.active = True
            pricelist = self.env["product.pricelist"].create(
                {"name": code, "currency_id": currency.id}
            )
            for kind, value in (("so_discount", 0.07), ("amount", price / 3)):
                with self.subTest(code, kind=kind):
                    order = self.quote(qty=3, price=price)
                    order.pricelist_id = pricelist
                    order.order_line.price_unit = price
                    line = order.order_line.copy({"order_id": order.id})
                    line.write({"product_uom_qty": 2, "price_unit": price / 7})
                    self.discount(order, kind, value)
                    order.action_confirm()
                    total = sum(order.course_ids.credit_ids.mapped("price"))
                    agreed = sum(order.course_ids.mapped("amount_price"))
                    for amount in (total, agreed):
                        self.assertFalse(
                            currency.compare_amounts(amount, order.amount_total)
                        )

    def test_courses_of_different_taxes_bear_the_discount_of_their_own(self):
        order = self.quote(tax_ids=[Command.set(self.tax.ids)])
        half = self.tax.copy({"name": "10 %", "amount": 10.0})
        order.order_line = [
            Command.create(
                {
                    "product_id": self.product_course.id,
                    "price_unit": 720.0,
                    "tax_ids": [Command.set(half.ids)],
                }
            )
        ]
        lines = self.discount(order, "so_discount", 0.1)
        self.assertEqual(len(lines), 2)
        order.action_confirm()
        one, other = order.course_ids.sorted("id")
        self.assertEqual(self.credits_of(one), [108.0] * 12)
        self.assertEqual(self.credits_of(other), [54.0] * 12)
        self.assertEqual(one.amount_price, 1555.2)
        self.assertEqual(other.amount_price, 712.8)
        self.pay(self.invoice(order))
        self.assertPaid(one, 1555.2, "paid")
        self.assertPaid(other, 712.8, "paid")

    def test_a_price_with_the_tax_in_it(self):
        included = self.tax.copy(
            {"name": "20 % in it", "price_include_override": "tax_included"}
        )
        order = self.quote(tax_ids=[Command.set(included.ids)])
        self.discount(order)
        order.action_confirm()
        course = order.course_ids
        self.assertEqual(course.amount_price, 1296.0)
        self.assertEqual(self.credits_of(course), [90.0] * 12)

    def test_where_the_order_rounds_its_taxes_the_course_is_worth_the_order(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        included = self.tax.copy(
            {"name": "20 % in it", "price_include_override": "tax_included"}
        )
        taxes = [Command.set(included.ids)]
        order = self.sell(
            self.product_payg, 9, confirm=False, price_unit=99.99, tax_ids=taxes
        )
        self.discount(order, "amount", 0.07)
        line = order.order_line[0]
        self.assertEqual(order.amount_total, 899.84)
        self.assertAlmostEqual(line._worth_by_line()[line], 899.84)
        order.action_confirm()
        course = order.course_ids
        self.assertEqual(course.amount_price, 899.84)
        self.assertAlmostEqual(course.amount_total, order.amount_untaxed)
        self.move_credits(course.credit_ids, "_reserve", "_use")
        move = self.invoice(order)
        self.pay(move, 449.92)
        self.assertPaid(course, 449.92, "partial")
        self.assertAlmostEqual(course.amount_due, move.amount_residual)

    def test_fewer_courses_are_worth_what_the_order_says(self):
        pack = self.env["uom.uom"].create(
            {
                "name": "Pack of 3",
                "relative_factor": 3,
                "relative_uom_id": self.env.ref("uom.product_uom_unit").id,
            }
        )
        for kind, value, price in (
            ("so_discount", 0.1, 1000.01),
            ("amount", 33.33, 99.99),
            ("amount", 0.0, 100.0),
        ):
            with self.subTest(kind, price=price):
                order = self.quote(qty=3, price=price, product_uom_id=pack.id)
                if value:
                    self.discount(order, kind, value)
                order.action_confirm()
                for left in (2, 1):
                    order.order_line[0].product_uom_qty = left
                    self.assertAlmostEqual(
                        sum(order.course_ids.mapped("amount_price")), order.amount_total
                    )

    def test_what_took_place_before_a_cancellation_is_not_ordered_away(self):
        order = self.quote()
        order.action_confirm()
        self.move_credits(order.course_ids.credit_ids[0], "_reserve", "_use")
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "taken place"):
            order.order_line.product_uom_qty = 0

    def test_a_serum_bears_its_part(self):
        order = self.quote()
        self.add(order, "Serum", 100.0)
        self.discount(order)
        order.action_confirm()
        self.assertEqual(order.course_ids.amount_price, 1296.0)
        self.pay(self.invoice(order), order.amount_total / 2)
        self.assertPaid(order.course_ids, 648.0, "partial")

    def test_what_is_bought_later_moves_no_discount(self):
        order = self.quote()
        self.discount(order)
        order.action_confirm()
        self.add(order, "Serum", 100.0)
        self.pay(self.invoice(order), (1296.0 + 100.0) / 2)
        self.assertPaid(order.course_ids, 648.0, "partial")
        self.assertEqual(order.course_ids.amount_price, 1296.0)

    def test_a_voucher_is_a_discount_like_any_other(self):
        order = self.quote()
        self.add(order, "Loyalty voucher", -144.0)
        order.action_confirm()
        self.assertEqual(self.credits_of(order.course_ids), [108.0] * 12)

    def test_what_is_taken_off_a_serum_is_not_taken_off_the_course(self):
        order = self.quote()
        serum = self.add(order, "Serum", 100.0)
        order.order_line = [
            Command.create({"product_id": serum.product_id.id, "price_unit": -40.0})
        ]
        order.action_confirm()
        self.assertEqual(order.course_ids.amount_price, 1440.0)

    def test_no_course_is_sold_below_nothing(self):
        order = self.quote()
        self.add(order, "Voucher", -2000.0)
        order.action_confirm()
        self.assertEqual(self.credits_of(order.course_ids), [0.0] * 12)
        self.assertPaid(order.course_ids, 0.0, "free")
        with self.assertRaisesRegex(UserError, "below"):
            self.quote(price=-10.0).action_confirm()

    def test_what_is_more_than_all_is_worth_goes_on_to_what_is_ordered_on_top(self):
        """Course of 1,440: a voucher of 2,000 pays one, and 560 of the next."""
        for way, product, one in (
            ("courses", self.product_course, 1),
            ("sessions", self.product_payg, 12),
        ):
            for voucher, serum, wanted in (
                (1440.0, 0.0, (0.0, 1440.0, 2880.0)),
                (2000.0, 0.0, (0.0, 880.0, 2320.0)),
                (2000.0, 100.0, (0.0, 980.0, 2420.0)),
                (1440.01, 0.0, (0.0, 1439.99, 2879.99)),
                (5000.0, 0.0, (0.0, 0.0, 0.0)),
            ):
                with self.subTest(way, voucher=voucher, serum=serum):
                    order = self.sell(
                        product, one, confirm=False, price_unit=1440.0 / one
                    )
                    if serum:
                        self.add(order, "Serum", serum)
                    self.add(order, "Voucher", -voucher)
                    order.action_confirm()
                    for times, worth in enumerate(wanted, 1):
                        order.order_line[0].product_uom_qty = one * times
                        self.assertWorth(order, worth)

    def assertWorth(self, order, worth):
        """Assert what the courses of an order cost, by themselves and by session."""
        courses = order.course_ids
        courses.invalidate_recordset(["amount_price", "amount_total"])
        self.assertAlmostEqual(sum(courses.mapped("amount_price")), worth, 2)
        self.assertAlmostEqual(sum(self.credits_of(courses)), worth, 2)
        self.assertGreaterEqual(min(courses.credit_ids.mapped("price")), 0.0)
        self.assertAlmostEqual(
            sum(order.order_line._worth_by_line().values()),
            max(0.0, order.amount_total),
            2,
        )

    def test_given_back_it_takes_its_part_of_the_voucher_along(self):
        order = self.quote()
        self.add(order, "Voucher", -2000.0)
        order.action_confirm()
        line = order.order_line[0]
        line.product_uom_qty = 2
        self.pay(self.invoice(order))
        line.product_uom_qty = 1
        self.assertWorth(order, max(0.0, order.amount_total))
        self.assertLessEqual(self.refunded(order.course_ids), 880.0)
        order._action_cancel()
        self.assertEqual(self.refunded(order.course_ids), 880.0)

    def test_after_the_sale_a_discount_is_refused_for_line_and_order_alike(self):
        order = self.quote()
        serum = self.add(order, "Serum", 100.0)
        own = self.discount(order, "amount", 154.0)
        order.action_confirm()
        attempts = (
            lambda: self.discount(order),
            lambda: self.discount(order, "amount", 20.0),
            lambda: self.discount(order, "sol_discount"),
            lambda: self.add(order, "Voucher", -10.0),
            lambda: own.write({"price_unit": -200.0}),
            lambda: own.write({"product_uom_qty": 0.0}),
            lambda: serum.write({"price_unit": -5.0}),
            lambda: order.order_line[0].write({"discount": 10.0}),
        )
        for number, attempt in enumerate(attempts):
            with (
                self.subTest(number),
                self.assertRaisesRegex(UserError, order.course_ids.name),
                self.env.cr.savepoint(),
            ):
                attempt()
                self.env.flush_all()
        self.assertEqual(order.course_ids.amount_price, 1440.0 - 154 * 1440 / 1540)
        serum.price_unit = 90.0

    def test_back_in_a_quotation_the_discount_stays_as_sold_too(self):
        order = self.quote()
        own = self.discount(order)
        order.action_confirm()
        order._action_cancel()
        order.action_draft()
        for attempt in (own.unlink, lambda: own.write({"price_unit": -1.0})):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()

    def test_fewer_courses_take_their_part_of_the_discount_along(self):
        order = self.quote(qty=3, price=690.0)
        self.discount(order)
        order.action_confirm()
        invoice = self.invoice(order)
        self.pay(invoice)
        order.order_line[0].product_uom_qty = 2
        live = order.course_ids.filtered(lambda course: course.state == "active")
        self.assertEqual(live.mapped("amount_price"), [621.0, 621.0])
        self.assertEqual(order.amount_total, 1242.0)
        self.assertEqual(self.refunded(order.course_ids), 621.0)
        credit_note = order._create_invoices(final=True)
        self.assertEqual(credit_note.move_type, "out_refund")
        self.assertEqual(credit_note.amount_total, 621.0)
        order.order_line[0].product_uom_qty = 3
        self.assertEqual(order.amount_total, 1932.0)
        self.assertEqual(sum(order.course_ids.mapped("amount_price")), 1932.0)

    def test_a_quote_and_a_plan_say_what_it_costs_after_the_discount(self):
        order = self.quote(qty=2)
        self.discount(order)
        line = order.order_line[0]
        self.assertEqual(line._worth_by_line()[line], 2592.0)
        plan = self.env["acupuncture.plan"].new(
            {
                "client_id": self.client.id,
                "company_id": self.company.id,
                "product_id": self.product_course.id,
            }
        )
        plan.create_date = order.create_date
        self.assertEqual(plan._quoted_price(), (1296.0, order.currency_id))

    def test_courses_from_before_they_knew_what_was_agreed(self):
        order = self.quote(qty=2, tax_ids=[Command.set(self.tax.ids)])
        order.action_confirm()
        by_hand = self.env["acupuncture.course"].create(
            {
                "client_id": self.client.id,
                "product_id": self.product_course.id,
            }
        )
        single = self.sell(self.product_payg, qty=5)
        single.order_line.product_uom_qty = 3
        courses = order.course_ids + by_hand + single.course_ids
        names = ["amount_agreed", "amount_price", "amount_discount"]
        before = courses.read(names)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE acupuncture_course SET amount_agreed = NULL, amount_price = NULL,"
            " amount_discount = NULL WHERE id IN %s",
            [tuple(courses.ids)],
        )
        self.migrate("1.3.0/pre-course-agreed")
        self.assertEqual(courses.read(names), before)

    def test_a_discount_from_before_counts_from_now_on(self):
        order = self.quote()
        order.action_confirm()
        self.env.flush_all()
        product = self.env["product.product"].create({"name": "Discount"})
        self.env.cr.execute(
            "UPDATE sale_order SET courses_made = 0 WHERE id = %s", [order.id]
        )
        self.env.invalidate_all()
        order.order_line = [
            Command.create(
                {"product_id": product.id, "price_unit": -144.0, "tax_ids": False}
            )
        ]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET courses_made = 1 WHERE id = %s", [order.id]
        )
        self.env.cr.execute(
            "UPDATE acupuncture_course SET amount_agreed = NULL WHERE id = %s",
            [order.course_ids.id],
        )
        self.migrate("1.3.0/pre-course-agreed")
        course = order.course_ids
        self.assertEqual((course.amount_price, course.amount_discount), (1296.0, 144.0))
        self.pay(self.invoice(order))
        self.assertPaid(course, 1296.0, "paid")
        order._action_cancel()
        self.assertEqual(self.refunded(course), 1296.0)


@tagged("post_install", "-at_install")
class TestPaidBack(MoneyCase):
    """A refund is set against what is unpaid before anything is paid out."""

    def test_three_courses_one_paid_and_one_given_back(self):
        order = self.sell(self.product_course, qty=3, price_unit=690.0)
        self.pay(self.invoice(order), 690.0)
        order.order_line.product_uom_qty = 2
        self.assertEqual(self.refunded(order.course_ids), 0.0)
        live = order.course_ids.filtered(lambda course: course.state == "active")
        self.assertEqual(live.mapped("amount_paid"), [345.0, 345.0])
        self.assertEqual(live.mapped("amount_due"), [345.0, 345.0])

    def test_what_is_paid_beyond_the_rest_is_paid_out(self):
        for paid, back in ((1500.0, 120.0), (2070.0, 690.0), (1380.0, 0.0)):
            with self.subTest(paid):
                order = self.sell(self.product_course, qty=3, price_unit=690.0)
                self.pay(self.invoice(order), paid)
                order.order_line.product_uom_qty = 2
                self.assertEqual(self.refunded(order.course_ids), back)

    def test_cancelled_twice_is_paid_out_once(self):
        for taxes in (False, [Command.set(self.tax.ids)]):
            with self.subTest(taxes):
                order = self.sell(self.product_course, tax_ids=taxes)
                self.move_credits(order.course_ids.credit_ids[:5], "_reserve", "_use")
                self.pay(self.invoice(order))
                for _mistake in range(2):
                    order._action_cancel()
                    self.assertEqual(self.refunded(order.course_ids), 700.0)
                    order.action_draft()
                    order.action_confirm()
                self.assertEqual(len(order.course_ids.credit_ids), 5 + 3 * 7)

    def test_single_sessions_given_back(self):
        order = self.sell(self.product_payg, qty=5)
        advance = self.invoice(order, advance_payment_method="fixed", fixed_amount=330)
        self.pay(advance)
        order.order_line.product_uom_qty = 4
        self.assertEqual(self.refunded(order.course_ids), 0.0)
        order.order_line.product_uom_qty = 2
        self.assertEqual(self.refunded(order.course_ids), 110.0)

    def test_what_another_line_of_the_bill_still_owes_comes_first(self):
        order = self.sell(self.product_course, qty=1, price_unit=690.0, confirm=False)
        serum = self.env["product.product"].create(
            {"name": "Serum", "taxes_id": False, "invoice_policy": "order"}
        )
        order.order_line = [
            Command.create({"product_id": serum.id, "price_unit": 310.0})
        ]
        order.action_confirm()
        self.pay(self.invoice(order), 500.0)
        order.order_line[0].product_uom_qty = 0
        self.assertEqual(self.refunded(order.course_ids), 190.0)

    def test_with_taxes_the_journal_counts_untaxed(self):
        order = self.sell(
            self.product_course, qty=2, tax_ids=[Command.set(self.tax.ids)]
        )
        self.pay(self.invoice(order), 2160.0)
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.refunded(order.course_ids), 600.0)

    def test_a_credit_note_is_no_payment(self):
        order = self.sell(self.product_course, qty=2)
        move = self.invoice(order)
        self.pay(move)
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard = wizard.create({"journal_id": move.journal_id.id})
        note = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        note.invoice_line_ids.quantity = 1.0
        note.action_post()
        self.pay(note)
        self.assertEqual(sum(order.course_ids.mapped("amount_paid")), 1200.0)
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.refunded(order.course_ids), 0.0)

    def test_what_was_written_off_was_never_received(self):
        order = self.sell(self.product_course)
        move = self.invoice(order)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create(
            {
                "amount": 1100.0,
                "payment_difference_handling": "reconcile",
                "writeoff_account_id": self.env["account.account"]
                .search([("account_type", "=", "expense")], limit=1)
                .id,
            }
        )._create_payments()
        self.assertEqual(order.course_ids.amount_due, 0.0)
        order._action_cancel()
        self.assertEqual(self.refunded(order.course_ids), 1100.0)


@tagged("post_install", "-at_install")
class TestUnits(MoneyCase):
    def unit(self, name, factor, of=None):
        of = of or self.env.ref("uom.product_uom_unit")
        return self.env["uom.uom"].create(
            {"name": name, "relative_factor": factor, "relative_uom_id": of.id}
        )

    def test_a_pack_of_three_is_three_courses(self):
        pack = self.unit("Pack of 3", 3)
        order = self.sell(
            self.product_course, product_uom_id=pack.id, price_unit=2070.0
        )
        self.assertEqual(len(order.course_ids), 3)
        self.assertEqual(order.course_ids.mapped("amount_price"), [690.0] * 3)
        course = order.course_ids[0]
        values = self.env["acupuncture.consent.template"]._course_values(course)
        self.assertIn("690", values["price"])
        order.order_line.product_uom_qty = 2
        self.assertEqual(len(order.course_ids), 6)
        order.order_line.product_uom_qty = 1
        self.assertEqual(order.course_ids.mapped("state").count("cancelled"), 3)

    def test_a_dozen_and_a_part_of_a_dozen(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.sell(self.product_course, qty=0.5, product_uom_id=dozen.id)
        self.assertEqual(len(order.course_ids), 6)
        order = self.sell(
            self.product_course, qty=0.3, product_uom_id=dozen.id, confirm=False
        )
        with self.assertRaisesRegex(UserError, "whole"):
            order.action_confirm()

    def test_sessions_by_the_block_of_ten(self):
        session = self.env.ref("acupuncture_cosmetic.uom_session")
        block = self.unit("Block of 10", 10, of=session)
        order = self.sell(
            self.product_payg, qty=2, product_uom_id=block.id, price_unit=900.0
        )
        course = order.course_ids
        self.assertEqual(len(course.credit_ids), 20)
        self.assertEqual(set(course.credit_ids.mapped("price")), {90.0})
        self.move_credits(course.credit_ids[:5], "_reserve", "_use")
        self.assertEqual(order.order_line.qty_delivered, 0.5)
        order.order_line.product_uom_qty = 1
        self.assertEqual(course.available_count, 5)

    def test_a_unit_that_counts_something_else_is_refused_with_the_reason(self):
        unit = self.env.ref("uom.product_uom_unit")
        hours = self.env.ref("uom.product_uom_hour")
        for product, uom in ((self.product_payg, unit), (self.product_course, hours)):
            order = self.sell(product, product_uom_id=uom.id, confirm=False)
            with self.assertRaisesRegex(UserError, uom.name):
                order.action_confirm()

    def test_the_plan_says_the_price_of_one_course(self):
        pack = self.unit("Pack of 3", 3)
        order = self.sell(
            self.product_course,
            product_uom_id=pack.id,
            price_unit=2070.0,
            confirm=False,
        )
        plan = self.env["acupuncture.plan"].new(
            {
                "client_id": self.client.id,
                "company_id": self.company.id,
                "product_id": self.product_course.id,
            }
        )
        plan.create_date = order.create_date
        self.assertEqual(plan._quoted_price(), (690.0, order.currency_id))


@tagged("post_install", "-at_install")
class TestSoldOnce(MoneyCase):
    def again(self, order):
        order._action_cancel()
        order.action_draft()
        order.action_confirm()

    def test_seven_more_after_a_cancel_by_mistake(self):
        order = self.sell(self.product_course, price_unit=1440.0)
        first = order.course_ids
        self.pay(self.invoice(order))
        self.move_credits(first.credit_ids[:5], "_reserve", "_use")
        self.again(order)
        second = order.course_ids - first
        self.assertEqual((second.session_count, second.available_count), (7, 7))
        self.assertEqual(self.credits_of(second), [120.0] * 7)
        self.assertEqual(sum(second.phase_ids.mapped("session_count")), 7)
        self.assertEqual(
            second.phase_ids.sorted("sequence").mapped("session_count"), [3, 4]
        )
        self.assertPaid(first, 600.0, "paid")
        self.assertPaid(second, 840.0, "paid")
        self.move_credits(second.credit_ids[:2], "_reserve", "_use")
        self.again(order)
        third = order.course_ids - first - second
        self.assertEqual(third.available_count, 5)
        self.assertEqual(self.credits_of(third), [120.0] * 5)

    def test_with_a_discount_and_two_units(self):
        order = self.sell(self.product_course, qty=2, price_unit=1440.0, confirm=False)
        self.discount(order)
        order.action_confirm()
        first = order.course_ids
        self.move_credits(first[1].credit_ids[:5], "_reserve", "_use")
        self.again(order)
        fresh = (order.course_ids - first).sorted("unit_no")
        self.assertEqual(fresh.mapped("session_count"), [12, 7])
        self.assertEqual(self.credits_of(fresh), [108.0] * 19)
        self.assertEqual(sum(order.course_ids.mapped("amount_price")), 2592.0)

    def test_a_course_that_was_held_wholly_is_not_sold_again(self):
        order = self.sell(self.product_course, qty=2)
        done = order.course_ids[0]
        self.move_credits(done.credit_ids[:6], "_reserve", "_use")
        self.move_credits(done.credit_ids[6:], "_expire")
        self.again(order)
        self.assertEqual(len(order.course_ids), 3)
        order.order_line.product_uom_qty = 3
        self.assertEqual(len(order.course_ids), 4)

    def test_one_more_has_price_and_terms_of_the_first(self):
        order = self.sell(self.product_course)
        self.product_course.product_tmpl_id.write(
            {
                "list_price": 1500.0,
                "session_count": 10,
                "phase_ids": [Command.clear()],
                "validity_length": 3,
                "late_cancel_policy": "fee",
                "late_cancel_fee": 40.0,
                "session_minutes": 30,
            }
        )
        order.order_line.product_uom_qty = 2
        first, second = order.course_ids.sorted("unit_no")
        for name in first._term_fields():
            with self.subTest(name):
                self.assertEqual(first[name], second[name])
        self.assertEqual(first.amount_total, second.amount_total)
        self.assertEqual(
            first.phase_ids.mapped("session_count"),
            second.phase_ids.mapped("session_count"),
        )

    def test_a_raise_from_nothing_and_after_a_cancel_keeps_the_terms_too(self):
        order = self.sell(self.product_course)
        order.order_line.product_uom_qty = 0
        self.product_course.product_tmpl_id.write(
            {"session_count": 10, "phase_ids": [Command.clear()]}
        )
        order.order_line.product_uom_qty = 1
        live = order.course_ids.filtered(lambda course: course.state == "active")
        self.assertEqual((live.session_count, live.amount_total), (12, 1200.0))
        self.again(order)
        live = order.course_ids.filtered(lambda course: course.state == "active")
        self.assertEqual((live.session_count, live.amount_total), (12, 1200.0))

    def test_a_cancelled_order_says_why_it_stays(self):
        order = self.sell(self.product_course, qty=2)
        order._action_cancel()
        for records in (order, order.order_line):
            with (
                self.assertRaisesRegex(UserError, f"{order.name}-1"),
                self.env.cr.savepoint(),
            ):
                records.unlink()
        order.action_draft()
        with self.assertRaisesRegex(UserError, f"{order.name}-1"):
            order.order_line.unlink()

    def test_an_order_that_sold_no_course_goes(self):
        order = self.sell(self.product_course, confirm=False)
        order._action_cancel()
        order.unlink()
        self.assertFalse(order.exists())


@tagged("post_install", "-at_install")
class TestBounds(MoneyCase):
    """A slip of the finger is told at the form, in words."""

    def test_what_no_clinic_means(self):
        slips = (
            {"validity_length": 99999},
            {"validity_length": 0},
            {"validity_length": -1},
            {"validity_unit": "day", "validity_length": 4000},
            {"validity_basis": "first_session", "validity_length": 121},
            {"validity_basis": "fixed", "validity_date": "9999-12-31"},
            {"validity_basis": "fixed", "validity_date": False},
            {"grace_days": 999999999},
            {"grace_days": -1},
            {"late_cancel_hours": 999999999},
            {"session_count": 0},
            {"session_count": 100000, "phase_ids": [Command.clear()]},
            {"part_paid_sessions": -1},
        )
        template = self.product_course.product_tmpl_id
        for slip in slips:
            with self.subTest(slip):
                self.assertTrue(self.refuses(template.write, slip))
                self.assertTrue(
                    self.refuses(
                        self.env["acupuncture.course"].create,
                        {
                            "client_id": self.client.id,
                            "product_id": self.product_course.id,
                            **slip,
                        },
                    )
                )

    def refuses(self, call, values):
        """Tell whether a call is refused, in our words or by a constraint's."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                call(values)
                self.env.flush_all()
        except (ValidationError, IntegrityError):
            return True
        return False

    def test_the_form_says_what_is_wrong_with_it(self):
        template = self.product_course.product_tmpl_id
        with self.assertRaisesRegex(ValidationError, "99999 months.*10 years"):
            template.validity_length = 99999
        with self.assertRaisesRegex(ValidationError, "Grace Days.*at most 3660"):
            template.grace_days = 99999

    def test_the_longest_validity_is_sold(self):
        template = self.product_course.product_tmpl_id
        template.write({"validity_length": 120, "grace_days": 366})
        self.assertEqual(self.sell_course().state, "active")

    def test_no_validity_is_needed_where_there_is_no_limit(self):
        template = self.product_course.product_tmpl_id
        template.write({"validity_basis": "none", "validity_length": 0})
        self.assertFalse(self.sell_course().expiry_date)

    def test_products_from_before_are_brought_within_bounds(self):
        template = self.product_course.product_tmpl_id
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE product_template"
            " DROP CONSTRAINT product_template_terms_bounded"
        )
        self.env.cr.execute(
            "UPDATE product_template SET validity_length = 99999 WHERE id = %s",
            [template.id],
        )
        self.migrate("1.3.0/pre-course-agreed")
        self.assertEqual(template.validity_length, 120)

    def test_postgresql_refuses_them_too(self):
        self.assertSqlRefused(
            "UPDATE product_template SET validity_length = 99999 WHERE id = %s",
            self.product_course.product_tmpl_id.id,
            words="terms_bounded",
        )
