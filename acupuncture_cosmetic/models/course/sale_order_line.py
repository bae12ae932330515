from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from ...engine.allocation import allocate
from ..groups import DESK

PRICE_FIELDS = {"price_unit", "discount", "tax_ids", "product_id", "product_uom_id"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    course_client_id = fields.Many2one(
        comodel_name="res.partner",
        string="Client",
        ondelete="restrict",
        compute="_compute_course_client_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        groups=DESK,
        help="The person who is treated.",
    )
    course_ids = fields.One2many(
        comodel_name="acupuncture.course",
        inverse_name="sale_line_id",
        string="Courses",
        context={"active_test": False},
        groups=DESK,
        copy=False,
    )
    qty_delivered_method = fields.Selection(
        selection_add=[("treatment_session", "Treatment sessions")]
    )

    @api.depends("order_id.course_client_id", "product_id")
    def _compute_course_client_id(self):
        for line in self:
            if line.service_tracking == "treatment_course":
                line.course_client_id = line.order_id.course_client_id
            else:
                line.course_client_id = False

    @api.depends("product_id", "state")
    def _compute_product_updatable(self):
        result = super()._compute_product_updatable()
        self.filtered(
            lambda line: line.state == "sale" and line._is_course()
        ).product_updatable = False
        return result

    def _compute_price_unit(self):
        return super(SaleOrderLine, self - self._sold_lines())._compute_price_unit()

    def _compute_discount(self):
        return super(SaleOrderLine, self - self._sold_lines())._compute_discount()

    def _sold_lines(self):
        """Return the lines whose price is promised: a new quantity changes nothing."""
        # The field has groups; any seller meets the law.
        return self.sudo().filtered("course_ids").with_env(self.env)

    @api.depends("product_id")
    def _compute_qty_delivered_method(self):
        sessions = self.filtered(
            lambda line: line._is_course() and line._is_pay_as_you_go()
        )
        sessions.qty_delivered_method = "treatment_session"
        return super(SaleOrderLine, self - sessions)._compute_qty_delivered_method()

    def _recount_delivered(self):
        """Sessions of these lines were charged, or a charge was undone.

        Called by the credits: depending on them would work out deliveries and invoicing
        anew at every booking, which changes neither.
        """
        sold_singly = self.filtered(
            lambda line: line.qty_delivered_method == "treatment_session"
        )
        self.env.add_to_compute(self._fields["qty_delivered"], sold_singly)
        sold_singly.modified(["qty_delivered"])

    def _prepare_qty_delivered(self):
        sessions = self.filtered(
            lambda line: line.qty_delivered_method == "treatment_session"
        )
        delivered = super(SaleOrderLine, self - sessions)._prepare_qty_delivered()
        for line in sessions:
            # An explicit zero, else a voided session would stay delivered.
            delivered[line] = float(
                sum(
                    course.used_count + course.forfeited_count
                    for course in line.course_ids
                )
            )
        return delivered

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._sync_courses()
        return lines

    def write(self, vals):
        if vals.keys() & PRICE_FIELDS:
            self._refuse_repricing(vals)
        result = super().write(vals)
        if "product_uom_qty" in vals:
            self._sync_courses()
        return result

    def _refuse_repricing(self, vals):
        """Law 8: what a client bought keeps its price."""
        for line in self.sudo().filtered("course_ids"):
            changed = any(
                line._fields[name].convert_to_cache(vals[name], line)
                != line._fields[name].convert_to_cache(line[name], line)
                for name in PRICE_FIELDS & vals.keys()
            )
            if changed:
                raise UserError(
                    self.env._(
                        "“%(line)s” is sold as %(courses)s: product, price and taxes "
                        "stay as they were. Use a credit note, or cancel and quote "
                        "again.",
                        line=line.name,
                        courses=", ".join(line.course_ids.mapped("name")),
                    )
                )

    def _is_course(self):
        self.ensure_one()
        return (
            self.product_id.service_tracking == "treatment_course"
            and not self.display_type
            and not self.is_downpayment
            and not self.is_expense
        )

    def _is_pay_as_you_go(self):
        self.ensure_one()
        return self.product_id.invoice_policy == "delivery"

    def _course_error_message(self):
        """Return why these lines cannot become courses, or False."""
        for line in self.filtered(lambda line: line._is_course()):
            quantity = line.product_uom_qty
            if quantity != int(quantity) or quantity < 0:
                return self.env._(
                    "“%(line)s”: treatment courses are sold in whole units, not "
                    "%(quantity)s.",
                    line=line.name,
                    quantity=quantity,
                )
            if quantity and not line.sudo().course_client_id:
                return self.env._(
                    "“%(line)s”: choose the client who will be treated. "
                    "%(payer)s is a company and only pays.",
                    line=line.name,
                    payer=line.order_id.partner_id.display_name,
                )
        return False

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

    def _paid_amounts(self):
        """Return line -> paid so far, tax included, from posted moves alone.

        Down payments of an order count for its lines in proportion to their totals.
        """
        billed = self.order_id.order_line.invoice_lines
        billed.fetch(["price_total", "currency_id", "date", "parent_state", "move_id"])
        billed.move_id.fetch(["amount_total", "amount_residual", "move_type"])
        paid = defaultdict(float)
        for order in self.order_id:
            ordered = order.order_line.filtered(lambda line: not line.is_downpayment)
            whole = sum(ordered.mapped("price_total"))
            advance = sum(
                line._paid_on_invoices() for line in order.order_line - ordered
            )
            for line in ordered & self:
                share = line.price_total / whole if whole else 0.0
                paid[line] = line._paid_on_invoices() + advance * share
        return paid

    def _paid_on_invoices(self):
        self.ensure_one()
        return sum(
            -line.move_id.direction_sign
            * line.currency_id._convert(
                line.price_total, self.currency_id, line.company_id, line.date
            )
            * line.move_id._paid_fraction()
            for line in self.invoice_lines
            if line.parent_state == "posted"
        )
