"""From a confirmed order to courses, whichever way it is confirmed and changed."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ClinicCase


@tagged("post_install", "-at_install")
class TestCourseSale(ClinicCase):
    def test_one_course_per_unit(self):
        order = self.sell(self.product_course, qty=2)
        self.assertEqual(order.course_ids.sorted("unit_no").mapped("unit_no"), [1, 2])
        self.assertEqual(order.course_ids.client_id, self.client)

    def test_every_colleague_opens_the_order(self):
        order = self.sell(self.product_course)
        order.user_id = self.users["front_desk"]
        for role in ("front_desk", "practitioner", "billing", "manager"):
            with self.subTest(role):
                course = order.course_ids.with_user(self.users[role])
                self.assertEqual(course.action_view_order()["res_id"], order.id)
                self.assertTrue(order.with_user(self.users[role]).has_access("read"))

    def test_prices_sum_to_the_untaxed_line_total_in_every_currency(self):
        for code, price in (("EUR", 1000.0), ("JPY", 100000), ("KWD", 99.999)):
            with self.subTest(code):
                currency = self.env.ref(f"base.{code}")
                currency.active = True
                pricelist = self.env["product.pricelist"].create(
                    {"name": code, "currency_id": currency.id}
                )
                order = self.env["sale.order"].create(
                    {
                        "partner_id": self.client.id,
                        "pricelist_id": pricelist.id,
                        "order_line": [
                            Command.create(
                                {
                                    "product_id": self.product_course.id,
                                    "product_uom_qty": 7,
                                    "price_unit": price,
                                    "discount": 7.0,
                                }
                            )
                        ],
                    }
                )
                order.action_confirm()
                credits = order.course_ids.credit_ids
                self.assertEqual(len(credits), 84)
                self.assertEqual(
                    currency.compare_amounts(
                        sum(credits.mapped("price")), order.order_line.price_subtotal
                    ),
                    0,
                )

    def test_reconfirming_makes_new_courses_and_keeps_the_old_cancelled(self):
        order = self.sell(self.product_course)
        first = order.course_ids
        order._action_cancel()
        self.assertEqual(first.state, "cancelled")
        self.assertEqual(set(first.credit_ids.mapped("state")), {"refunded"})
        self.assertEqual(sum(first.credit_ids.move_ids.mapped("amount")), 0.0)
        order.action_draft()
        order.action_confirm()
        second = order.course_ids - first
        self.assertEqual(second.state, "active")
        self.assertEqual(second.unit_no, 1)

    def test_generation_is_idempotent(self):
        order = self.sell(self.product_course)
        order._action_confirm()
        order.order_line._sync_courses()
        self.assertEqual(len(order.course_ids), 1)

    def test_added_line_and_raised_quantity(self):
        order = self.sell(self.product_course)
        order.order_line.product_uom_qty = 3
        self.assertEqual(len(order.course_ids), 3)
        order.write(
            {
                "order_line": [
                    Command.create({"product_id": self.product_course.id}),
                    Command.create(
                        {"product_id": self.product_payg.id, "product_uom_qty": 0}
                    ),
                ]
            }
        )
        self.assertEqual(len(order.course_ids), 4)

    def test_lowered_quantity_cancels_untouched_courses_only(self):
        order = self.sell(self.product_course, qty=3)
        used = order.course_ids.sorted("unit_no")[2]
        self.move_credits(used.credit_ids[0], "_reserve", "_use")
        order.order_line.product_uom_qty = 1
        self.assertEqual(
            order.course_ids.filtered(lambda course: course.state == "active"), used
        )
        with self.assertRaisesRegex(UserError, used.name):
            order.order_line.product_uom_qty = 0

    def test_lowered_to_nothing(self):
        order = self.sell(self.product_course)
        order.order_line.product_uom_qty = 0
        self.assertEqual(order.course_ids.state, "cancelled")
        self.assertEqual(order.course_ids.amount_total, 0.0)

    def test_same_course_twice_in_one_order_and_for_one_client(self):
        order = self.sell(self.product_course)
        order.write(
            {"order_line": [Command.create({"product_id": self.product_course.id})]}
        )
        self.sell(self.product_course)
        self.assertEqual(
            self.env["acupuncture.course"].search_count(
                [("client_id", "=", self.client.id), ("state", "=", "active")]
            ),
            3,
        )

    def test_client_differs_from_payer(self):
        company = self.env["res.partner"].create(
            {"name": "Spa Ltd", "is_company": True}
        )
        order = self.sell(self.product_course, client=company, confirm=False)
        with self.assertRaisesRegex(UserError, "choose the client"):
            order.action_confirm()
        order.course_client_id = self.client
        order.action_confirm()
        self.assertEqual(order.course_ids.client_id, self.client)
        self.assertEqual(order.course_ids.payer_id, company)

    def test_a_sold_course_stays_with_its_client(self):
        order = self.sell(self.product_course)
        line, other = order.order_line, self.other_client
        for name, way in {
            "line": lambda: line.write({"course_client_id": other.id}),
            "order": lambda: order.write({"course_client_id": other.id}),
            "nobody": lambda: line.write({"course_client_id": False}),
        }.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "Change Client or Course"),
                self.cr.savepoint(),
            ):
                way()
        line.course_client_id = self.client  # says nothing new
        order.partner_id = other
        self.assertEqual(line.course_client_id, self.client)
        self.assertEqual(order.course_client_id, self.client)
        self.assertEqual(order.course_ids.client_id, self.client)

    def test_quoted_again_it_may_be_for_another(self):
        order = self.sell(self.product_course)
        order._action_cancel()
        order.action_draft()
        order.course_client_id = self.other_client
        self.assertEqual(order.order_line.course_client_id, self.other_client)
        order.action_confirm()
        live = order.order_line._live_courses()
        self.assertEqual(live.client_id, self.other_client)

    def test_fractions_of_a_course_are_refused(self):
        order = self.sell(self.product_course, qty=1.5, confirm=False)
        with self.assertRaisesRegex(UserError, "whole units"):
            order.action_confirm()

    def test_sections_notes_and_other_products_make_no_course(self):
        serum = self.env["product.product"].create({"name": "Serum", "list_price": 40})
        order = self.sell(serum, confirm=False)
        order.write(
            {
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Care"}),
                    Command.create({"display_type": "line_note", "name": "Note"}),
                ]
            }
        )
        order.action_confirm()
        self.assertFalse(order.course_ids)

    def test_price_of_a_sold_course_is_frozen(self):
        order = self.sell(self.product_course)
        for values in ({"price_unit": 1.0}, {"discount": 10.0}):
            with self.subTest(values), self.assertRaises(UserError):
                order.order_line.write(values)
        order.order_line.write({"price_unit": order.order_line.price_unit})

    def test_a_cheaper_price_for_two_touches_nothing_sold(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "item_ids": [
                    Command.create(
                        {
                            "min_quantity": 2,
                            "compute_price": "fixed",
                            "fixed_price": 400.0,
                        }
                    )
                ],
            }
        )
        order = self.sell(self.product_course, confirm=False)
        order.pricelist_id = pricelist
        order.action_confirm()
        order.order_line.product_uom_qty = 2
        self.assertEqual(order.course_ids.mapped("amount_total"), [1200.0, 1200.0])
        order.order_line.product_uom_qty = 1
        self.assertEqual(sum(order.course_ids.mapped("amount_total")), 1200.0)

    def test_each_unit_costs_what_one_unit_costs(self):
        order = self.sell(self.product_course, qty=2, price_unit=1000.0)
        self.assertEqual(order.course_ids.mapped("amount_total"), [1000.0, 1000.0])

    def test_the_late_fee_is_agreed_in_the_currency_of_the_sale(self):
        yen = self.env.ref("base.JPY")
        yen.write(
            {
                "active": True,
                "rate_ids": [Command.clear(), Command.create({"rate": 150.0})],
            }
        )
        self.product_payg.product_tmpl_id.late_cancel_fee = 30.0
        order = self.sell(self.product_payg, confirm=False)
        order.pricelist_id = self.env["product.pricelist"].create(
            {"name": "Yen", "currency_id": yen.id}
        )
        order.action_confirm()
        self.assertEqual(order.course_ids.late_cancel_fee, 4500.0)

    def test_an_archived_course_still_counts_as_delivered(self):
        order = self.sell(self.product_payg, qty=1)
        self.move_credits(order.course_ids.credit_ids, "_reserve", "_use")
        order.course_ids.action_archive()
        order.order_line.invalidate_recordset()
        self.env.add_to_compute(
            order.order_line._fields["qty_delivered"], order.order_line
        )
        self.assertEqual(order.order_line.qty_delivered, 1.0)
        with self.assertRaises(UserError):
            order.order_line.price_unit = 1.0

    def test_a_salesperson_without_clinic_role_can_sell(self):
        salesperson = new_test_user(
            self.env, "plain_sales", groups="sales_team.group_sale_salesman"
        )
        order = (
            self.env["sale.order"]
            .with_user(salesperson)
            .create(
                {
                    "partner_id": self.client.id,
                    "order_line": [
                        Command.create({"product_id": self.product_course.id})
                    ],
                }
            )
        )
        order.action_confirm()
        self.assertEqual(order.sudo().course_ids.client_id, self.client)
        self.assertEqual(order.sudo().course_ids.user_id, salesperson)

    def test_pay_as_you_go_is_one_course_of_the_ordered_sessions(self):
        order = self.sell(self.product_payg, qty=5)
        course = order.course_ids
        self.assertEqual(len(course.credit_ids), 5)
        self.assertEqual(course.amount_total, 550.0)
        order.order_line.product_uom_qty = 7
        self.assertEqual(course.available_count, 7)
        order.order_line.product_uom_qty = 6
        self.assertEqual(course.available_count, 6)
        self.move_credits(course.credit_ids[:6], "_reserve")
        with self.assertRaises(UserError):
            order.order_line.product_uom_qty = 5

    def test_delivered_quantity_follows_used_and_forfeited_and_returns(self):
        order = self.sell(self.product_payg, qty=3)
        line, course = order.order_line, order.course_ids
        self.assertEqual(line.qty_delivered, 0.0)
        self.move_credits(course.credit_ids[0], "_reserve", "_use")
        self.move_credits(course.credit_ids[1], "_reserve", "_forfeit")
        self.assertEqual(line.qty_delivered, 2.0)
        self.assertEqual(order.invoice_status, "to invoice")
        self.move_credits(course.credit_ids[:2], "_void")
        self.assertEqual(line.qty_delivered, 0.0)

    def test_pay_as_you_go_confirmed_again_grants_what_is_not_delivered(self):
        order = self.sell(self.product_payg, qty=3)
        line, first = order.order_line, order.course_ids
        self.move_credits(first.credit_ids[0], "_reserve", "_use")
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        second = order.course_ids - first
        self.assertEqual(second.session_count, 2)
        self.assertEqual(second.available_count, 2)
        self.assertEqual(second.amount_total, 220.0)
        self.assertEqual(line.qty_delivered, 1.0)
        self.move_credits(second.credit_ids, "_reserve", "_use")
        self.assertEqual(line.qty_delivered, line.product_uom_qty)
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(order.course_ids, first + second)
        line.product_uom_qty = 4
        self.assertEqual((order.course_ids - first - second).available_count, 1)

    def test_campaign_flows_from_order_to_course(self):
        campaign = self.env["utm.campaign"].create({"name": "Spring"})
        order = self.sell(self.product_course, confirm=False)
        order.campaign_id = campaign
        order.action_confirm()
        self.assertEqual(order.course_ids.campaign_id, campaign)

    def test_the_next_course_is_made_of_what_is_set_now(self):
        first = self.sell_course()
        topical = self.env.ref("acupuncture_cosmetic.technique_topical")
        self.product_course.technique_ids = topical
        self.product_course.phase_ids[0].min_days = 3
        second = self.sell_course()
        self.assertEqual(second.technique_ids, topical)
        self.assertEqual(second.phase_ids.mapped("min_days"), [3, 5])
        self.assertEqual(first.phase_ids.mapped("min_days"), [2, 5])
        self.product_course.phase_ids.unlink()
        self.assertFalse(self.sell_course().phase_ids)

    def test_courses_carry_the_number_of_their_order(self):
        order = self.sell(self.product_course, qty=2)
        number = order.name
        self.assertEqual(
            order.course_ids.sorted("unit_no").mapped("name"),
            [f"{number}-1", f"{number}-2"],
        )
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        fresh = order.course_ids.filtered(lambda course: course.state == "active")
        self.assertEqual(
            fresh.sorted("unit_no").mapped("name"), [f"{number}-3", f"{number}-4"]
        )
        self.assertFalse(order.copy().courses_made)
        with self.assertRaises(UserError):
            order.with_user(self.users["manager"]).courses_made = 0
        with self.assertRaises(UserError):
            order.create({"partner_id": self.client.id, "courses_made": 3})

    def test_no_default_of_a_caller_counts_courses(self):
        """Else an order at -1 would count to nought, and make its courses again."""
        orders = self.env["sale.order"].with_context(default_courses_made=-1)
        self.env["ir.default"].set("sale.order", "courses_made", 7)
        for model in (orders, self.env["sale.order"]):
            order = model.create({"partner_id": self.client.id})
            self.assertFalse(order.courses_made)

    def test_a_course_made_by_hand_draws_from_the_sequence_of_its_clinic(self):
        def number():
            return (
                self.env["acupuncture.course"]
                .create(
                    {
                        "client_id": self.client.id,
                        "product_id": self.product_course.product_variant_id.id,
                    }
                )
                .name
            )

        self.env.ref("acupuncture_cosmetic.sequence_course").prefix = "NEW"
        self.assertTrue(number().startswith("NEW"))
        own = self.env["ir.sequence"].create(
            {
                "name": "Own numbers",
                "code": "acupuncture.course",
                "company_id": self.company.id,
                "prefix": "OWN",
            }
        )
        self.assertTrue(number().startswith("OWN"))
        own.active = False
        self.assertTrue(number().startswith("NEW"))

    def test_orders_from_before_they_counted_are_counted(self):
        order = self.sell(self.product_course, qty=2)
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET courses_made = NULL")
        self.migrate("1.1.0/post-migrate")
        self.assertEqual(order.courses_made, 2)
        order.order_line.product_uom_qty = 3
        self.assertEqual(len(order.course_ids), 3)

    def test_confirming_adds_at_most_six_queries_an_order(self):
        def confirm(product, orders):
            batch = self.env["sale.order"].union(
                *(self.sell(product, confirm=False) for _order in range(orders))
            )
            return self.spent(batch.action_confirm)

        plain = self.env["product.product"].create(
            {"name": "Gift card", "type": "service"}
        )
        confirm(plain, 2), confirm(self.product_course, 2)
        # one alone: rows of five tables, a look at the client's light
        for orders, budget in ((1, 6), (30, 0.5 * 30)):
            with self.subTest(orders=orders):
                bare = confirm(plain, orders)
                extra = confirm(self.product_course, orders) - bare
                self.assertLessEqual(extra, budget)
