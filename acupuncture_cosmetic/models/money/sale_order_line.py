from collections import defaultdict

from odoo import models

from ...engine import worth


class SaleOrderLine(models.Model):
    """What is paid of a line, and what is paid out when sessions are given back."""

    _inherit = "sale.order.line"

    def _paid_amounts(self, received=False):
        """Return line -> paid so far, tax included, from posted moves alone.

        Down payments of an order count for its lines in proportion to their worth,
        discounts of the order for those that bear them.

        :param received: only money that came in; else what was written off counts too
        """
        billed = self.order_id.order_line.invoice_lines
        billed.fetch(["price_total", "currency_id", "date", "parent_state", "move_id"])
        billed.move_id.fetch(["amount_total", "amount_residual", "move_type"])
        paid = defaultdict(float)
        taken, worths = self._taken_off(), self._worth_by_line()
        for order in self.order_id:
            lines = order.order_line
            own = {line: line._paid_on_invoices(received) for line in lines}
            bearing = lines.filtered(taken.get)
            advance = sum(own[line] for line in lines if line.is_downpayment)
            reduced = sum(own[line] for line in lines if line._reduces())
            off = float(sum(taken[line][1] for line in bearing))
            whole = sum(worths[line] for line in bearing)
            for line in bearing & self:
                paid[line] = own[line]
                paid[line] += advance * worths[line] / whole if whole else 0.0
                paid[line] += reduced * float(taken[line][1]) / off if off else 0.0
        return paid

    def _paid_on_invoices(self, received, kinds=()):
        self.ensure_one()
        return sum(
            -line.move_id.direction_sign
            * line.currency_id._convert(
                line.price_total, self.currency_id, line.company_id, line.date
            )
            * line.move_id._paid_fraction(received)
            * line.move_id._billed_per_line()
            for line in self.invoice_lines
            if line.parent_state == "posted"
            and (not kinds or line.move_id.move_type in kinds)
        )

    def _paid_back_for(self, credits):
        """Return credit -> untaxed money that is paid out when it is given back.

        What is still unpaid of the order comes first, see ``worth.paid_out``.
        """
        lines = credits.course_id.sale_line_id
        received = lines.order_id.order_line._paid_amounts(received=True)
        worths = lines._worth_by_line()
        amounts = dict.fromkeys(credits, 0.0)
        for order in lines.order_id:
            sold = order.order_line.filtered("course_ids")
            unit = sold[0]._money_unit()
            back = {
                line: {
                    course: course._part_of(course.amount_agreed, credits)
                    for course in line.course_ids
                }
                for line in sold
            }
            rows = []
            for line in sold:
                given = sum(back[line].values())
                held = worth.to_unit(sum(line.course_ids.mapped("amount_price")), unit)
                got = worth.to_unit(received[line] - line._told_paid_back(), unit)
                rows.append((got, max(worth.ZERO, held - given), given))
            unpaid = order.order_line._unpaid_beside(sold, received, worths)
            paid = worth.paid_out(rows, worth.to_unit(unpaid, unit), unit)
            for line, money in zip(sold, paid, strict=True):
                amounts |= line._per_credit(credits, back[line], money)
        return amounts

    def _told_paid_back(self):
        """Return what the journal paid out before, and no credit note counts yet.

        An order that is cancelled, confirmed and cancelled again pays out once.
        """
        self.ensure_one()
        moves = self.course_ids.credit_ids.move_ids
        told = sum(moves.filtered(lambda m: m.to_state == "refunded").mapped("amount"))
        if not told or not self.price_unit:
            return 0.0
        taxed = self.tax_ids.compute_all(self.price_unit, self.currency_id)
        told *= taxed["total_included"] / (taxed["total_excluded"] or 1.0)
        notes = self._paid_on_invoices(True, ("out_refund",))
        return max(0.0, told + notes)

    def _unpaid_beside(self, sold, received, worths):
        """Return what is billed and unpaid of the other lines of an order."""
        return sum(
            max(0.0, worths[line] - received[line])
            for line in self - sold
            if line.state == "sale"
            and line in worths
            and "posted" in line.invoice_lines.mapped("parent_state")
        )

    def _per_credit(self, credits, back, money):
        """Return credit -> its untaxed part of the money paid out for a line.

        :param back: course -> worth of what is given back, taxes included
        """
        unit, amounts = self._money_unit(), {}
        shares = worth.share_out(money, list(back.values()), unit)
        for (course, given), share in zip(back.items(), shares, strict=True):
            own = course.credit_ids & credits
            prices = [worth.to_unit(credit.price, unit) for credit in own]
            if own and given:
                untaxed = min(worth.to_unit(sum(prices) * share / given, unit), share)
                parts = worth.share_out(untaxed, prices, unit)
                amounts |= dict(zip(own, map(float, parts), strict=True))
        return amounts
