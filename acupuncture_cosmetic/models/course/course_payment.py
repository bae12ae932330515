from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ...engine import course_terms, credit_states


class Course(models.Model):
    _inherit = "acupuncture.course"

    amount_price = fields.Monetary(string="Price with Tax", compute="_compute_payment")
    amount_paid = fields.Monetary(
        string="Paid", compute="_compute_payment", help="From posted invoices alone."
    )
    amount_due = fields.Monetary(compute="_compute_payment")
    payment_state = fields.Selection(
        selection=[
            ("free", "Nothing to pay"),
            ("unpaid", "Unpaid"),
            ("partial", "Partly paid"),
            ("paid", "Paid"),
        ],
        compute="_compute_payment",
    )

    @api.depends("sale_line_id", "amount_total", "cancelled_on")
    def _compute_payment(self):
        for course, (paid, price) in self._payments().items():
            course.amount_price = price
            course.amount_paid = paid
            course.amount_due = max(0.0, price - paid)
            if course.currency_id.is_zero(price):
                course.payment_state = "free"
            elif course.currency_id.compare_amounts(paid, price) >= 0:
                course.payment_state = "paid"
            elif course.currency_id.compare_amounts(paid, 0.0) > 0:
                course.payment_state = "partial"
            else:
                course.payment_state = "unpaid"

    def action_view_invoices(self):
        """Open the invoices of the order the course was sold with."""
        self.ensure_one()
        return self.order_id.action_view_invoice()

    def _check_part_paid(self, courses):
        """Enforce the part-paid rule for the sessions these courses now carry."""
        limited = courses.filtered(lambda course: course.part_paid_rule != "open")
        for course, (paid, price) in limited._payments().items():
            # The sessions being booked right now hold credits that are still available.
            held = course.credit_ids.filtered(
                lambda credit: (
                    credit.state in ("reserved", "used", "forfeited")
                    or credit.session_ids
                )
            )
            terms = (course.part_paid_rule, course._sessions_sold())
            allowed = course_terms.bookable_sessions(
                *terms, course.part_paid_sessions, paid, price
            )
            if len(held) > allowed:
                due = course_terms.amount_due(*terms, len(held), paid, price)
                raise UserError(
                    self.env._(
                        "%(course)s of %(client)s: %(allowed)d sessions may be booked "
                        "with what is paid so far, this makes %(wanted)d. Amount due "
                        "first: %(due)s. Register the payment of %(payer)s, then book.",
                        course=course.name,
                        client=course.client_id.display_name,
                        allowed=allowed,
                        wanted=len(held),
                        due=formatLang(self.env, due, currency_obj=course.currency_id),
                        payer=course.payer_id.display_name,
                    )
                )

    def _sessions_sold(self):
        """Return how many sessions the course holds; pay as you go may have changed."""
        self.ensure_one()
        return len(
            self.credit_ids.filtered(
                lambda credit: credit.state not in credit_states.GIVEN_BACK
            )
        )

    def _payments(self):
        """Return course -> (paid, price), tax included, from posted moves alone.

        Courses of one order line share what was paid for the line by their prices.
        """
        # Front desk may not read invoices; only these two sums leave the method.
        paid_by_line = self.sudo().sale_line_id._paid_amounts()
        result = {}
        for course in self.sudo():
            line = course.sale_line_id
            whole = sum(line.course_ids.mapped("amount_total"))
            share = course.amount_total / whole if whole else 0.0
            untaxed = line.price_subtotal
            with_tax = line.price_total / untaxed if untaxed else 1.0
            result[course.with_env(self.env)] = (
                course.currency_id.round(paid_by_line.get(line, 0.0) * share),
                course.currency_id.round(course.amount_total * with_tax),
            )
        return result

    def _paid_fractions(self):
        """Return course -> how much of its price is paid, from 0.0 to 1.0."""
        return {
            course: min(1.0, paid / price) if price else 0.0
            for course, (paid, price) in self._payments().items()
        }
