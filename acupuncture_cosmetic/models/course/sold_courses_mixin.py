from collections import Counter
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from ...engine import worth
from ...engine.allocation import allocate
from ...engine.spacing import rest_of
from ..foundation.base import made_once
from ..foundation.memory import tell
from .line_worth_mixin import PRICES


class SoldCoursesMixin(models.AbstractModel):
    """From a confirmed line to its courses, and back when it shrinks.

    Part of ``sale.order.line``.
    """

    _name = "acupuncture.sold.courses.mixin"
    _description = "Courses of an Order Line"

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
        tell(first, "course_ids", ())

    def _sync_units_sold(self):
        """Prepaid: one course per unit; what took place before is not granted again."""
        rhythms, sold = self._rhythms(), {}
        for line in self:
            live, held = line._live_courses(), line._sessions_held()
            full = line._terms().session_count
            whole = [no for no, sessions in held.items() if sessions >= full]
            missing = int(line._course_quantity()) - len(live) - len(whole)
            if missing < 0:
                line._cancel_surplus(live, -missing, held)
            taken = {*live.mapped("unit_no"), *whole}
            free = [no for no in range(1, len(taken) + missing + 1) if no not in taken]
            # units of which sessions took place come first: those are paid
            begun = sorted(held.keys() - taken)
            free = [*begun, *(no for no in free if no not in held)][: max(missing, 0)]
            line._refuse_below_held(begun, free)
            if free:
                sold[line] = [
                    line._prepare_course_values(no, rhythms, held[no]) for no in free
                ]
        self._open_courses(sold)

    def _sync_sessions_sold(self):
        """Pay as you go: one course per line, as many credits as the quantity."""
        rhythms, sold, more = self._rhythms(), {}, {}
        for line in self:
            sessions = int(line._course_quantity()) - len(line._standing_credits())
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
        figures = self._price_credits(more)
        grown = {}
        for line in more:
            course, (figure,) = line._live_courses(), figures[line]
            grown[course] = figure.pop("prices")
            course._sealed_write({name: course[name] + figure[name] for name in figure})
        self.env["acupuncture.course"].union(*grown)._grant(grown)

    def _open_courses(self, sold):
        """Create courses and grant their credits.

        :param sold: line -> create values of its new courses
        """
        if not sold:
            return
        figures = self._price_credits(
            {
                line: [v["session_count"] for v in values]
                for line, values in sold.items()
            }
        )
        prices = [each.pop("prices") for line in sold for each in figures[line]]
        values = [
            {**values, **figure}
            for line in sold
            for values, figure in zip(sold[line], figures[line], strict=True)
        ]
        with made_once():
            self.env["acupuncture.course"]._open(values, prices)

    def _live_courses(self):
        self.ensure_one()
        return self.course_ids.filtered(lambda course: not course.cancelled_on)

    def _standing_credits(self):
        """Return the credits that fill the ordered quantity already.

        Sessions that took place before the order was cancelled and confirmed again are
        delivered: only the rest is granted anew.
        """
        return self.course_ids.credit_ids.filtered(
            lambda credit: credit.state != "refunded"
        )

    def _sessions_held(self):
        """Return unit -> how many of its sessions stand in courses closed since."""
        self.ensure_one()
        closed = self._standing_credits().course_id - self._live_courses()
        held = Counter()
        for course in closed:
            held[course.unit_no] += len(course.credit_ids & self._standing_credits())
        return held

    def _refuse_below_held(self, begun, granted):
        """Refuse a quantity that leaves out units of which sessions took place."""
        if len(begun) > len(granted):
            self._refuse_lowering(self.course_ids.filtered("used_count"))

    def _cancel_surplus(self, live, surplus, held):
        """Close as many courses of which no session took place.

        :param held: unit -> sessions that took place in a course closed since: the
            live course of that unit is the rest of it
        """
        untouched = live.filtered(
            lambda course: (
                not course.used_count + course.forfeited_count + held[course.unit_no]
            )
        ).sorted(lambda course: (course.reserved_count, -course.unit_no))
        if len(untouched) < surplus:
            self._refuse_lowering(live - untouched)
        given_back = untouched[:surplus]
        share = self._discount_of(given_back.credit_ids)
        given_back._cancel(self.env._("Ordered quantity lowered"))
        self._give_back_discount(share)
        self._agree_with_order()

    def _refuse_lowering(self, courses):
        raise UserError(
            self.env._(
                "“%(line)s” cannot be lowered to %(quantity)d: sessions of "
                "%(courses)s have taken place. Refund the open sessions instead.",
                line=self._course_words(),
                quantity=self._course_quantity(),
                courses=", ".join(courses.mapped("name")),
            )
        )

    def _discount_of(self, credits):
        """Return the untaxed discount that was agreed for these credits."""
        return sum(
            (
                course._part_of(course.amount_discount_untaxed, credits)
                for course in credits.course_id
            ),
            worth.ZERO,
        )

    def _refund_surplus(self, course, surplus):
        spare = course.credit_ids.filtered(
            lambda credit: credit.state == "available"
        ).sorted("number", reverse=True)
        if len(spare) < surplus:
            raise UserError(
                self.env._(
                    "“%(line)s” cannot be lowered to %(quantity)d sessions: more than "
                    "that are used or planned in %(course)s. Cancel planned sessions "
                    "first.",
                    line=self._course_words(),
                    quantity=self._course_quantity(),
                    course=", ".join(self.course_ids.mapped("name")),
                )
            )
        given_back = spare[:surplus]
        share = self._discount_of(given_back)
        given_back._refund(self.env._("Ordered quantity lowered"))
        self._give_back_discount(share)
        self._agree_with_order()

    def _cancel_courses(self):
        """The order was cancelled: close its courses, open credits are refunded."""
        # Whoever may cancel an order may not write courses.
        courses = self.sudo().course_ids
        courses._cancel(self.env._("Order cancelled"))

    def _terms(self):
        """Return whose terms the next course of this line takes.

        The price of a line stays what it was at its first sale, and so do its terms.
        """
        self.ensure_one()
        return self.course_ids.sorted("id")[:1] or self.product_id.product_tmpl_id

    def _rhythms(self):
        """Return product template -> create values of its phases."""
        templates = self.product_id.product_tmpl_id
        return self.env["acupuncture.course.phase"]._copy_rhythms(templates)

    def _prepare_course_values(self, unit_no, rhythms, held=0):
        """Return create values of one course: who, what, and the terms frozen.

        :param held: sessions of this unit that stand in courses closed since
        """
        self.ensure_one()
        order = self.order_id
        terms = self._terms()
        rhythm = rhythms[terms] if terms in rhythms else terms.phase_ids._as_values()
        values = {
            **terms._copy_terms(),
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
            "phase_ids": [
                fields.Command.create(phase) for phase in rest_of(rhythm, held)
            ],
            "campaign_id": order.campaign_id.id,
            "source_id": order.source_id.id,
            "medium_id": order.medium_id.id,
        }
        if self._is_pay_as_you_go():
            ordered = int(self._course_quantity())
            values["session_count"] = ordered - len(self._standing_credits())
        else:
            values["session_count"] -= held
        if terms._name == "product.template":
            # Typed on the product in the clinic's currency.
            values["late_cancel_fee"] = self.company_id.currency_id._convert(
                values["late_cancel_fee"],
                order.currency_id,
                order.company_id,
                order.date_order,
            )
        return values

    def _price_credits(self, wanted):
        """Share what each line is worth over new credits, after those it has.

        :param wanted: line -> sessions of each new unit
        :return: line -> for each new unit the prices of its credits and what is agreed
            for all of them; those of a line sum to its worth to the cent
        """
        taken = self._taken_off()
        cents = self.browse().union(*wanted)._cents(taken)
        return {
            line: line._price_units(units, taken[line], cents[line])
            for line, units in wanted.items()
        }

    def _price_units(self, units, taken, cents):
        """Return for each new unit its credit prices, and what was agreed.

        :param units: sessions of each
        :param taken: what the order takes off this line, untaxed and with taxes
        :param cents: what the rounding of the order adds to it, likewise
        """
        self.ensure_one()
        off_untaxed, off = taken
        unit, courses = self._money_unit(), self.course_ids
        standing = self._standing_credits()

        def fresh(amount, before):
            """Share over the units what is left, by sessions: a unit costs a unit."""
            left = max(worth.ZERO, worth.to_unit(amount, unit) - before)
            return worth.share_out(left, [Decimal(count) for count in units], unit)

        def agreed(name):
            parts = (course._part_of(course[name], standing) for course in courses)
            return sum(parts, worth.ZERO)

        granted = worth.to_unit(sum(standing.mapped("price")), unit)
        net, total = (
            worth.to_unit(self[price], unit) - share + cent
            for price, share, cent in zip(PRICES, taken, cents, strict=True)
        )
        untaxed = fresh(net, granted)
        shares = {
            "amount_agreed": fresh(total, agreed("amount_agreed")),
            "amount_discount": fresh(off, agreed("amount_discount")),
            "amount_discount_untaxed": fresh(
                off_untaxed, agreed("amount_discount_untaxed")
            ),
        }
        return [
            {
                "prices": list(map(float, allocate(untaxed[place], sessions, unit))),
                **{name: float(share[place]) for name, share in shares.items()},
            }
            for place, sessions in enumerate(units)
        ]
