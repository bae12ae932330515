from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ...engine import course_terms, credit_states, worth


class Course(models.Model):
    """What is paid of a course, and whether that is enough for its sessions."""

    _inherit = "acupuncture.course"

    amount_paid = fields.Monetary(
        string="Paid", compute="_compute_payment", help="From posted invoices only."
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

    @api.depends("sale_line_id", "amount_price", "cancelled_on")
    def _compute_payment(self):
        for course, (price, paid, due) in self._standings().items():
            course.amount_paid = paid
            course.amount_due = due
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

    def _check_part_paid(self):
        """Enforce the part-paid rule for the sessions these courses now carry."""
        limited = self.filtered(lambda course: course.part_paid_rule != "open")
        for course, (price, paid, _due) in limited._standings().items():
            # The sessions being booked right now hold credits that are still available.
            held = course.credit_ids.filtered(
                lambda credit: (
                    credit.state in credit_states.BOOKED or credit.session_ids
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
                        "%(course)s of %(client)s: with what is paid so far, "
                        "%(allowed)d sessions may be booked, and this would make "
                        "%(wanted)d. Amount due first: %(due)s. Register the payment "
                        "of %(payer)s, then book.",
                        course=course.name,
                        client=course.client_id.display_name,
                        allowed=allowed,
                        wanted=len(held),
                        due=formatLang(self.env, due, currency_obj=course.currency_id),
                        payer=course.payer_id.display_name,
                    )
                )
        return super()._check_part_paid()

    def _sessions_sold(self):
        """Return how many sessions the course holds; pay as you go may have changed."""
        self.ensure_one()
        kept = self.credit_ids.filtered(
            lambda credit: credit.state not in credit_states.GIVEN_BACK
        )
        return len(kept) or self.session_count

    def _standings(self):
        """Return course -> (worth, paid, due), tax included, from posted moves alone.

        Courses of one order line share what was paid for the line by their worth; what
        took place in courses closed since comes first.
        """
        result = dict.fromkeys(self, (0.0, 0.0, 0.0))
        # Front desk may not read invoices; only these sums leave the method.
        lines = self.sudo().sale_line_id
        for line, paid in lines._paid_amounts().items():
            unit, courses = line._money_unit(), line.course_ids
            standings = worth.settle(
                [worth.to_unit(course.amount_price, unit) for course in courses],
                [bool(course.cancelled_on) for course in courses],
                worth.to_unit(paid, unit),
                unit,
            )
            for course, standing in zip(courses, standings, strict=True):
                if course in self:
                    result[course.with_env(self.env)] = tuple(map(float, standing))
        return result
