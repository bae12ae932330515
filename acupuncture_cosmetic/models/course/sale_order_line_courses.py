from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from ...engine.allocation import allocate


class SaleOrderLine(models.Model):
    """From a confirmed line to its courses, and back when it shrinks."""

    _inherit = "sale.order.line"

    def _sync_courses(self):
        """Bring courses in line with the confirmed quantity; safe to call again.

        :raises UserError: a sold session would be taken away that was used or planned
        """
        lines = (
            self.filtered(lambda line: line.state == "sale" and line._is_course())
            # A salesperson, a portal client or a payment confirms; none may write
            # courses.
            .sudo()
            .with_context(
                clean_context(self.env.context),
                tracking_disable=True,
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
            )
        )
        if not lines:
            return
        if message := lines._course_error_message():
            raise UserError(message)
        lines._know_first_sales()
        single = lines.filtered(lambda line: line._is_pay_as_you_go())
        if single:
            single._sync_sessions_sold()
        if by_unit := lines - single:
            by_unit._sync_units_sold()

    def _know_first_sales(self):
        """Spare the look for courses where the order has never made one."""
        first = self.filtered(lambda line: not line.order_id.courses_made)
        courses = self._fields["course_ids"]
        courses._insert_cache(first, [()] * len(first))

    def _sync_units_sold(self):
        """Prepaid: one course per unit."""
        rhythms, sold = self._rhythms(), {}
        for line in self:
            live = line._live_courses()
            units = int(line.product_uom_qty)
            taken = set(live.mapped("unit_no"))
            missing = units - len(live)
            numbers = [no for no in range(1, units + 1) if no not in taken][:missing]
            if numbers:
                sold[line] = [line._prepare_course_values(n, rhythms) for n in numbers]
            if missing < 0:
                line._cancel_surplus(live, -missing)
        self._open_courses(sold)

    def _sync_sessions_sold(self):
        """Pay as you go: one course per line, as many credits as the quantity."""
        rhythms, sold, more = self._rhythms(), {}, {}
        for line in self:
            sessions = int(line.product_uom_qty) - len(line._standing_credits())
            course = line._live_courses()
            if sessions > 0 and not course:
                sold[line] = [line._prepare_course_values(1, rhythms)]
            elif sessions > 0:
                more[line] = [sessions]
            elif sessions < 0:
                line._refund_surplus(course, -sessions)
        self._open_courses(sold)
        if not more:
            return
        prices = self._price_credits(more)
        grown = {line._live_courses(): prices[line][0] for line in more}
        self.env["acupuncture.course"].union(*grown)._grant(grown)

    def _open_courses(self, sold):
        """Create courses and grant their credits.

        :param sold: line -> create values of its new courses
        """
        if not sold:
            return
        prices = self._price_credits(
            {
                line: [v["session_count"] for v in values]
                for line, values in sold.items()
            }
        )
        self.env["acupuncture.course"]._open(
            [values for line in sold for values in sold[line]],
            [shares for line in sold for shares in prices[line]],
        )

    def _live_courses(self):
        self.ensure_one()
        return self.course_ids.filtered(lambda course: not course.cancelled_on)

    def _standing_credits(self):
        """Return the credits that fill the ordered quantity already.

        Paid as they go, sessions that took place before the order was cancelled and
        confirmed again are delivered: only the rest is granted anew.
        """
        credits = self._live_courses().credit_ids.filtered(
            lambda credit: credit.state != "refunded"
        )
        if self._is_pay_as_you_go():
            credits |= self.course_ids.credit_ids.filtered(
                lambda credit: credit.state in ("used", "forfeited")
            )
        return credits

    def _cancel_surplus(self, live, surplus):
        untouched = live.filtered(
            lambda course: not course.used_count + course.forfeited_count
        ).sorted(lambda course: (course.reserved_count, -course.unit_no))
        if len(untouched) < surplus:
            raise UserError(
                self.env._(
                    "“%(line)s” cannot go down to %(quantity)d: sessions of "
                    "%(courses)s have taken place. Refund the open sessions instead.",
                    line=self.name,
                    quantity=self.product_uom_qty,
                    courses=", ".join((live - untouched).mapped("name")),
                )
            )
        untouched[:surplus]._cancel(self.env._("Ordered quantity lowered"))

    def _refund_surplus(self, course, surplus):
        spare = course.credit_ids.filtered(
            lambda credit: credit.state == "available"
        ).sorted("number", reverse=True)
        if len(spare) < surplus:
            raise UserError(
                self.env._(
                    "“%(line)s” cannot go down to %(quantity)d sessions: more of "
                    "%(course)s are used or planned. Cancel planned sessions first.",
                    line=self.name,
                    quantity=self.product_uom_qty,
                    course=course.name,
                )
            )
        spare[:surplus]._refund(
            self.env._("Ordered quantity lowered"), course._paid_fractions()
        )

    def _cancel_courses(self):
        """The order was cancelled: close its courses, open credits are refunded."""
        # Whoever may cancel an order may not write courses.
        courses = self.sudo().course_ids
        courses._cancel(self.env._("Order cancelled"))

    def _rhythms(self):
        """Return product template -> create values of its phases."""
        templates = self.product_id.product_tmpl_id
        return self.env["acupuncture.course.phase"]._copy_rhythms(templates)

    def _prepare_course_values(self, unit_no, rhythms):
        """Return create values of one course: who, what, and the terms frozen."""
        self.ensure_one()
        order = self.order_id
        template = self.product_id.product_tmpl_id
        values = {
            **template._copy_terms(),
            "name": order._next_course_name(),
            "sale_line_id": self.id,
            "order_id": order.id,
            "unit_no": unit_no,
            "company_id": order.company_id.id,
            "currency_id": order.currency_id.id,
            "client_id": self.course_client_id.id,
            "payer_id": order.partner_invoice_id.id or order.partner_id.id,
            "user_id": order.user_id.id,
            "product_id": self.product_id.id,
            "phase_ids": [fields.Command.create(phase) for phase in rhythms[template]],
            "campaign_id": order.campaign_id.id,
            "source_id": order.source_id.id,
            "medium_id": order.medium_id.id,
        }
        if self._is_pay_as_you_go():
            ordered = int(self.product_uom_qty)
            values["session_count"] = ordered - len(self._standing_credits())
        # Typed on the product in the clinic's currency.
        values["late_cancel_fee"] = self.company_id.currency_id._convert(
            values["late_cancel_fee"],
            order.currency_id,
            order.company_id,
            order.date_order,
        )
        return values

    def _price_credits(self, wanted):
        """Share each line's untaxed total over new credits, after those it has.

        :param wanted: line -> sessions of each new unit
        :return: line -> prices of each new unit; credits of a line sum to its total to
            the cent
        """
        prices = {}
        for line, units in wanted.items():
            unit = Decimal(str(line.currency_id.rounding))
            granted = sum(line._standing_credits().mapped("price"))
            left = line.currency_id.round(line.price_subtotal - granted)
            left = Decimal(str(left)).quantize(unit)
            # By unit first, so that a whole course costs what one unit costs.
            prices[line] = [
                [float(share) for share in allocate(part, sessions, unit)]
                for sessions, part in zip(
                    units, allocate(left, len(units), unit), strict=True
                )
            ]
        return prices
