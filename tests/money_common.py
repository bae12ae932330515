"""Money in tests: taxes, invoices, payments, discounts of an order."""

from odoo.tests import tagged

from .common import ClinicCase


@tagged("post_install", "-at_install")
class MoneyCase(ClinicCase):
    """A clinic with a chart of accounts, a tax of 20 % and a bank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company)
        cls.tax = cls.env["account.tax"].create({"name": "20 %", "amount": 20.0})
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )

    def pay(self, move, amount=None):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": amount or move.amount_residual})._create_payments()

    def invoice(self, order, user=None, **wizard):
        env = self.env(user=user) if user else self.env
        env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        ).create(wizard or {"advance_payment_method": "delivered"}).create_invoices()
        move = order.invoice_ids.filtered(lambda move: move.state == "draft")
        move.with_env(env).action_post()
        return move

    def assertPaid(self, course, paid, state):
        course.invalidate_recordset(["amount_paid", "payment_state"])
        self.assertAlmostEqual(course.amount_paid, paid)
        self.assertEqual(course.payment_state, state)

    @classmethod
    def discount(cls, order, kind="so_discount", value=0.1):
        """Give a discount on the whole order, as the button on it does."""
        name = "discount_amount" if kind == "amount" else "discount_percentage"
        wizard = cls.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": kind, name: value}
        )
        wizard.action_apply_discount()
        return order.order_line.filtered(lambda line: line.price_total < 0)

    def credits_of(self, course):
        """Return the prices of the sessions of a course that were not given back."""
        credits = course.credit_ids.filtered(lambda credit: credit.state != "refunded")
        return credits.mapped("price")

    def refunded(self, courses):
        """Return what the journal says was given back for these courses."""
        moves = courses.credit_ids.move_ids
        moves = moves.filtered(lambda move: move.to_state == "refunded")
        return round(sum(moves.mapped("amount")), 2)
