from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round

from ..foundation.groups import DESK

PRICE_FIELDS = {"price_unit", "discount", "tax_ids", "product_id", "product_uom_id"}
AMOUNT_FIELDS = PRICE_FIELDS | {"product_uom_qty", "linked_line_id", "order_id"}


class SaleOrderLine(models.Model):
    """A line that sells courses: whom it is for, what was delivered, a promised price.

    How courses come of it, and what it is worth, are mixins of this room; what is paid
    of it is added by money.
    """

    _name = "sale.order.line"
    _inherit = [
        "sale.order.line",
        "acupuncture.sold.courses.mixin",
        "acupuncture.line.worth.mixin",
    ]

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
        for line in self - self._sold_now():
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

    def _sold_now(self):
        """Return the lines of which a course stands."""
        # The field has groups; any seller meets the law.
        sold = self.sudo().filtered(lambda line: line._live_courses())
        return sold.with_env(self.env)

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
            taken = sum(
                course.used_count + course.forfeited_count for course in line.course_ids
            )
            # An explicit zero, else a voided session would stay delivered.
            delivered[line] = line.product_id.uom_id._compute_quantity(
                float(taken), line.product_uom_id, round=False
            )
        return delivered

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_discounting(lines._sold_with())
        lines._sync_courses()
        return lines

    def write(self, vals):
        if vals.keys() & PRICE_FIELDS:
            self._refuse_repricing(vals)
        if "course_client_id" in vals:
            client = vals["course_client_id"]
            others = self.filtered(lambda line: line.course_client_id.id != client)
            others._refuse_other_client()
        if not vals.keys() & AMOUNT_FIELDS:
            return super().write(vals)
        before = self._reductions()
        result = super().write(vals)
        after = self._reductions()
        changed = [
            figures[line][1]
            for line in before.keys() | after.keys()
            if before.get(line) != after.get(line)
            for figures in (before, after)
            if line in figures
        ]
        self._refuse_discounting(self.browse().union(*changed))
        if "product_uom_qty" in vals:
            self._sync_courses()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sold(self):
        self.order_id._refuse_deleting_sold(self)
        self._refuse_discounting(self._sold_with())

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
                        "“%(line)s” has been sold as %(courses)s: its product, price, "
                        "discount and taxes can no longer be changed. Issue a credit "
                        "note, or cancel the order and quote again.",
                        line=line._course_words(),
                        courses=", ".join(line.course_ids.mapped("name")),
                    )
                )

    def _refuse_other_client(self):
        """What was asked, signed and noted for a course is of whom it was sold for.

        :raises UserError: names the way for one appointment, and for all
        """
        for line in self._sold_now().sudo():
            raise UserError(
                self.env._(
                    "“%(line)s” has been sold as %(courses)s for %(client)s. If one "
                    "appointment is for somebody else, press “Change Client or "
                    "Course” on it; if all are, cancel the order and quote again.",
                    line=line._course_words(),
                    courses=", ".join(line._live_courses().mapped("name")),
                    client=line.course_client_id.display_name,
                )
            )

    def _course_words(self):
        """Return what is sold, without the description below it."""
        self.ensure_one()
        return (self.name or self.product_id.display_name or "").split("\n")[0]

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

    def _course_quantity(self):
        """Return what is ordered in the unit of the product, whatever unit was chosen.

        A pack of three is three courses; pay as you go, a block of ten is ten sessions.
        """
        self.ensure_one()
        quantity = self.product_uom_id._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )
        return float_round(quantity, precision_digits=6)

    def _course_error_message(self):
        """Return why these lines cannot become courses, or False."""
        for line in self.filtered(lambda line: line._is_course()):
            unit, own = line.product_uom_id, line.product_id.uom_id
            if unit != own and not unit._has_common_reference(own):
                return self.env._(
                    "“%(line)s” is sold in “%(own)s”, and one “%(unit)s” cannot be "
                    "converted to it. Choose a unit that can.",
                    line=line._course_words(),
                    own=own.name,
                    unit=unit.name,
                )
            quantity = line._course_quantity()
            if quantity != int(quantity) or quantity < 0:
                return self.env._(
                    "“%(line)s”: treatment courses are sold in whole units, not "
                    "%(quantity)s.",
                    line=line._course_words(),
                    quantity=quantity,
                )
            if line.price_subtotal < 0:
                return self.env._(
                    "“%(line)s”: the price of a treatment course cannot be below "
                    "zero. Use a discount to lower the price.",
                    line=line._course_words(),
                )
            if quantity and not line.sudo().course_client_id:
                return self.env._(
                    "“%(line)s”: choose the client who will be treated. "
                    "%(payer)s is a company and only pays.",
                    line=line._course_words(),
                    payer=line.order_id.partner_id.display_name,
                )
        return False
