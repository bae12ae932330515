from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

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
        # no groups: the privacy lookup reads every stored link to a contact
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
