from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine import worth
from ..foundation.private_key import PrivateKey

_GIVING_BACK = PrivateKey("giving_back")
PRICES = ("price_subtotal", "price_total")
ZERO = worth.ZERO
MORE = "more"


class LineWorthMixin(models.AbstractModel):
    """What an order line is worth after every discount of its order.

    The one place that knows: course, journal, consent, plan and quote all ask here.
    Part of ``sale.order.line``; money adds what is paid of it.
    """

    _name = "acupuncture.line.worth.mixin"
    _description = "Worth of an Order Line"

    def _worth_by_line(self):
        """Return line -> what it is worth, taxes included, every discount taken off.

        Of courses that are sold, that is what was agreed for the sessions they hold.
        """
        taken = self._taken_off()
        self.order_id.order_line.course_ids.fetch(["amount_price", "cancelled_on"])
        lines = self.browse().union(*taken)
        cents = lines.filtered(lambda line: not line._live_courses())._cents(taken)
        return {
            line: sum(line.course_ids.mapped("amount_price"))
            if line._live_courses()
            else line._net_of(taken, 1, lines) + float(cents.get(line, [0, 0])[1])
            for line in taken
        }

    def _cents(self, taken):
        """Return line -> what the rounding of its order adds to it, as ``PRICES``.

        Taxes may be rounded for the whole order: then its lines sum to some cents more
        or less, which the dearest course of these lines bears, else the dearest line.

        :param taken: line -> what its order takes off it, of all lines
        """
        cents = dict.fromkeys(self, (worth.ZERO, worth.ZERO))
        wholes = self.browse().union(*taken).grouped("order_id")
        for order, lines in self.grouped("order_id").items():
            whole = wholes.get(order, ())
            dearest = max(lines, key=lambda line: (line._is_course(), line.price_total))
            unit, few = dearest._money_unit(), len(order.order_line)
            found = []
            for place, total in enumerate(("amount_untaxed", "amount_total")):
                known = sum(
                    worth.to_unit(line._net_of(taken, place, lines), unit)
                    for line in whole
                )
                cent = worth.to_unit(order[total], unit) - known
                found.append(cent if abs(cent) <= few * unit else worth.ZERO)
            cents[dearest] = tuple(found)
        return cents

    def _net_of(self, taken, place, priced):
        """Return an amount of this line after what is taken off, or what is promised.

        :param place: of the amount in ``PRICES``
        :param priced: lines that are priced now, so that no promise counts
        """
        if self not in priced and self._live_courses():
            courses = self.course_ids
            return sum(courses.mapped(("amount_total", "amount_price")[place]))
        return max(0.0, self[PRICES[place]] - float(taken[self][place]))

    def _agree_with_order(self):
        """Let the courses of a line that shrank be worth what the order says of it.

        Shares in whole cents do not always shrink as the line does.
        """
        self.ensure_one()
        lines, unit = self.order_id.order_line, self._money_unit()
        cent = worth.to_unit(self.order_id.amount_total, unit) - sum(
            worth.to_unit(value, unit) for value in lines._worth_by_line().values()
        )
        course = self._live_courses()[-1:]
        if course and cent and abs(cent) <= unit * len(course.credit_ids):
            agreed = worth.to_unit(course.amount_agreed, unit)
            kept = course._part_of(agreed, self._standing_credits()) or agreed
            whole = worth.to_unit(cent * agreed / kept, unit) if kept else cent
            course._sealed_write({"amount_agreed": float(agreed + whole)})

    def _has_price(self):
        return not self.display_type and not self.is_downpayment

    def _reduces(self):
        """Tell whether this line takes something off others, or gives that back."""
        self.ensure_one()
        return self._has_price() and any(
            line[price] < 0 for line in (self, self.linked_line_id) for price in PRICES
        )

    def _money_unit(self):
        return Decimal(str(self.currency_id.rounding))

    # ------------------------------------------------------------------
    # Discounts of the order
    # ------------------------------------------------------------------

    def _taken_off(self):
        """Return line -> what its order takes off it, untaxed and with taxes.

        A share that was agreed at the sale stays; other lines bear what is left.
        """
        taken = {}
        for order in self.order_id:
            lines = order.order_line.filtered(lambda line: line._has_price())
            reducing = lines.filtered(lambda line: line._reduces())
            bearing = lines - reducing
            shares = [bearing._shares_of(reducing, price) for price in PRICES]
            taken |= {line: tuple(share[line] for share in shares) for line in bearing}
        return taken

    def _shares_of(self, reducing, price):
        """Return line -> what these lines take off it.

        :param price: name of the amount, untaxed or with taxes
        """
        if not reducing:
            return dict.fromkeys(self, worth.ZERO)
        unit = reducing[0]._money_unit()
        agreed = self.filtered(lambda line: line._live_courses())
        worths = {
            line: line._agreed_share(price)
            if line in agreed
            else max(worth.ZERO, worth.to_unit(line[price], unit))
            for line in self
        }
        # what is ordered on top bears what was more than the order was worth before
        worths |= {(line, MORE): line._not_priced_yet(price) for line in agreed}
        reductions = []
        for line in reducing.filtered(lambda line: line[price] < 0):
            whole = line + (line.linked_line_ids & reducing)
            amount = -worth.to_unit(sum(whole.mapped(price)), unit)
            tiers = [
                part
                for tier in line._meant_for(self)
                for part in (
                    tier & agreed,
                    tier,
                    [(bearing, MORE) for bearing in tier & agreed],
                )
            ]
            reductions.append(worth.Reduction(amount, tiers))
        shares = worth.reduce(worths, reductions, unit)
        return {line: shares[line] + shares.get((line, MORE), ZERO) for line in self}

    def _not_priced_yet(self, price):
        """Return the amount of what is ordered on top of the sessions that stand."""
        standing = self._standing_credits()
        ordered = self._course_quantity()
        if not self._is_pay_as_you_go():
            ordered *= self._terms().session_count
        if ordered <= len(standing):
            return ZERO
        unit = self._money_unit()
        if price == "price_total":
            courses = self.course_ids
            known = sum((c._part_of(c.amount_agreed, standing) for c in courses), ZERO)
        else:
            known = worth.to_unit(sum(standing.mapped("price")), unit)
        known += self._agreed_share(price)
        return max(ZERO, worth.to_unit(self[price], unit) - known)

    def _meant_for(self, bearing):
        """Return the lines this one takes something off: whom it names comes first.

        Else what is sold of the same product, then what bears the same taxes, as Odoo
        makes one line of discount for each, then all.
        """
        self.ensure_one()
        return [
            self.linked_line_id & bearing,
            bearing.filtered(lambda line: line.product_id == self.product_id),
            bearing.filtered(lambda line: line.tax_ids == self.tax_ids),
            bearing,
        ]

    def _agreed_share(self, price):
        """Return the discount that was agreed for the sessions that still stand."""
        name = (
            "amount_discount" if price == "price_total" else "amount_discount_untaxed"
        )
        standing = self._standing_credits()
        shares = (course._part_of(course[name], standing) for course in self.course_ids)
        return sum(shares, worth.ZERO)

    def _reductions(self):
        """Return line -> its amounts, and the sold courses it takes something off."""
        # The fields have groups; any seller meets the law.
        orders = self.sudo().order_id.filtered("courses_made")
        lines = self.sudo().filtered(
            lambda line: line.order_id in orders and line._reduces()
        )
        return {
            line: ([line[price] for price in PRICES], line._reached()) for line in lines
        }

    def _sold_with(self):
        """Return the lines sold as courses that these take something off."""
        return self.browse().union(
            *(sold for _prices, sold in self._reductions().values())
        )

    def _reached(self):
        """Return the lines sold as courses that this one is meant for first."""
        self.ensure_one()
        origin = self.linked_line_id.filtered(lambda line: line._reduces()) or self
        bearing = self.order_id.order_line.filtered(
            lambda line: line._has_price() and not line._reduces()
        )
        tiers = [tier for tier in origin._meant_for(bearing) if tier]
        return tiers[0].filtered("course_ids") if tiers else self.browse()

    def _refuse_discounting(self, sold):
        """Law 8: the order takes off what is sold what it took off at the sale."""
        if not sold or _GIVING_BACK.opens(self):
            return
        raise UserError(
            self.env._(
                "Already sold as %(courses)s: the price can no longer be changed, "
                "neither on the line nor by a discount on the whole order. Issue a "
                "credit note, or cancel the order and quote again.",
                courses=", ".join(sold.sudo().course_ids.mapped("name")),
            )
        )

    def _give_back_discount(self, share):
        """The line shrank: what its order took off for that part is no longer owed.

        As a line of its own, so that a credit note counts it whatever was invoiced.

        :param share: untaxed discount of the sessions that were given back
        """
        self.ensure_one()
        reducing = self.order_id.order_line.filtered(
            lambda line: line._reduces() and line.price_total < 0
        )
        reducing = reducing.filtered(lambda line: self in line._reached()) or reducing
        whole = -sum(reducing.mapped("price_subtotal"))
        if not share or not whole:
            return
        _GIVING_BACK.on(self).create(
            [
                {
                    "order_id": line.order_id.id,
                    "linked_line_id": line.id,
                    "product_id": line.product_id.id,
                    "name": self.env._(
                        "%(discount)s: part of what is no longer ordered",
                        discount=line.name,
                    ),
                    "product_uom_qty": 1.0,
                    "price_unit": -line.price_unit
                    * line.product_uom_qty
                    * (1 - line.discount / 100)
                    * float(share)
                    / whole,
                    "discount": 0.0,
                    "tax_ids": [fields.Command.set(line.tax_ids.ids)],
                    "sequence": line.sequence,
                }
                for line in reducing
            ]
        )
