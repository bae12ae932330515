from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import course_terms, credit_states, worth
from ..foundation.guard import guard_table
from .course_states import OPEN_STATES


class Course(models.Model):
    """A course that was sold: its frozen terms and one credit per session.

    ========== =============================================================
    state      told by the facts, never typed
    ========== =============================================================
    draft      made by hand, credits not granted yet
    active     granted, at least one credit available or reserved
    on_hold    the same, but nothing may be booked
    completed  every credit used or forfeited
    expired    no open credit left, at least one expired
    cancelled  closed by hand or with its order; unused credits refunded
    ========== =============================================================

    What happens to it stands in ``course_lifecycle.py``; which credits sessions take,
    and how a newer revision is followed, in mixins. Money adds what is paid, the
    schedule its sessions, screening its deferral, photo, outcome and follow-up theirs.
    """

    _name = "acupuncture.course"
    _description = "Treatment Course"
    _inherit = [
        "acupuncture.care.mixin",
        "acupuncture.credit.reservation.mixin",
        "acupuncture.protocol.revising.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.course.terms",
        "acupuncture.client.search.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "utm.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True

    _sealed_fields = frozenset(
        {
            "activated_on",
            "held_on",
            "deferred_until",
            "extended_days",
            "cancelled_on",
            "sale_line_id",
            "unit_no",
            "credit_ids",
            "amount_agreed",
            "amount_discount",
            "amount_discount_untaxed",
        }
    )
    _frozen_fields = frozenset({"name", "company_id"})

    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        default="/",
        index="trigram",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    client_id = fields.Many2one(
        comodel_name="res.partner", ondelete="restrict", required=True, index=True
    )
    payer_id = fields.Many2one(
        comodel_name="res.partner",
        ondelete="restrict",
        compute="_compute_payer_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", ondelete="set null"
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Treatment",
        ondelete="restrict",
        required=True,
        domain=[("service_tracking", "=", "treatment_course")],
    )
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    order_id = fields.Many2one(
        related="sale_line_id.order_id", store=True, index="btree_not_null"
    )
    unit_no = fields.Integer(
        default=1, copy=False, help="Which unit of the order line this course is."
    )
    phase_ids = fields.One2many(
        comodel_name="acupuncture.course.phase",
        inverse_name="course_id",
        string="Spacing",
        copy=True,
    )

    currency_id = fields.Many2one(
        comodel_name="res.currency",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount_total = fields.Monetary(
        string="Price",
        compute="_compute_credit_figures",
        store=True,
        help="Without tax, and without refunded or transferred sessions.",
    )
    amount_agreed = fields.Monetary(
        string="Agreed Price",
        readonly=True,
        copy=False,
        help="Including taxes and after all discounts on the order, for all sessions "
        "ever granted.",
    )
    amount_discount = fields.Monetary(
        string="Order Discount",
        readonly=True,
        copy=False,
        help="The course's share of the discounts on the whole order, including taxes.",
    )
    amount_discount_untaxed = fields.Monetary(
        string="Order Discount without Tax", readonly=True, copy=False
    )
    amount_price = fields.Monetary(
        string="Price with Tax",
        compute="_compute_credit_figures",
        store=True,
        help="The agreed price, without refunded or transferred sessions.",
    )

    activated_on = fields.Date(string="Sold On", copy=False)
    held_on = fields.Date(string="On Hold Since", copy=False)
    cancelled_on = fields.Date(copy=False)
    deferred_until = fields.Date(copy=False)
    extended_days = fields.Integer(
        copy=False,
        help="Days by which the course was deferred: its expiry moves by "
        "the same number.",
    )
    first_session_date = fields.Date(compute="_compute_session_dates", store=True)
    last_session_date = fields.Date(compute="_compute_session_dates", store=True)
    expiry_date = fields.Date(compute="_compute_expiry", store=True)
    usable_until = fields.Date(
        compute="_compute_expiry",
        store=True,
        index=True,
        help="Expiry plus the days of grace. Empty: no limit.",
    )

    credit_ids = fields.One2many(
        comodel_name="acupuncture.credit", inverse_name="course_id"
    )
    credit_progress = fields.Json(compute="_compute_credit_progress")
    available_count = fields.Integer(
        string="Available", compute="_compute_credit_figures", store=True
    )
    reserved_count = fields.Integer(
        string="Reserved", compute="_compute_credit_figures", store=True
    )
    used_count = fields.Integer(
        string="Used", compute="_compute_credit_figures", store=True
    )
    forfeited_count = fields.Integer(
        string="Forfeited", compute="_compute_credit_figures", store=True
    )
    expired_count = fields.Integer(
        string="Expired", compute="_compute_credit_figures", store=True
    )
    open_count = fields.Integer(
        string="Open Sessions", compute="_compute_credit_figures", store=True
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("active", "Active"),
            ("on_hold", "On hold"),
            ("completed", "Completed"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        group_expand=True,
        tracking=True,
    )

    _unit_once = models.UniqueIndex(
        "(sale_line_id, unit_no)"
        " WHERE sale_line_id IS NOT NULL AND cancelled_on IS NULL",
        "This unit of the order line already has its course. Reload the order to see "
        "it.",
    )

    def init(self):
        """Let PostgreSQL keep what was sold as it was sold."""
        result = super().init()
        kept = {*self._term_fields(), "product_id", "currency_id"} - {"protocol_id"}
        columns = sorted(name for name in kept if self._fields[name].column_type)
        guard_table(self, "course_guard", "UPDATE", columns)
        return result

    @api.depends("client_id")
    def _compute_payer_id(self):
        for course in self:
            course.payer_id = course.payer_id or course.client_id

    @api.depends("credit_ids.state", "credit_ids.price", "amount_agreed")
    def _compute_credit_figures(self):
        for course in self:
            states = course.credit_ids.mapped("state")
            for state in ("available", "reserved", "used", "forfeited", "expired"):
                course[f"{state}_count"] = states.count(state)
            course.open_count = course.available_count + course.reserved_count
            kept = course.credit_ids.filtered(
                lambda credit: credit.state not in credit_states.GIVEN_BACK
            )
            course.amount_total = sum(kept.mapped("price"))
            course.amount_price = course._part_of(course.amount_agreed, kept)

    def _part_of(self, amount, credits):
        """Return the part of an agreed ``amount`` that falls to some of its credits."""
        self.ensure_one()
        unit = Decimal(str(self.currency_id.rounding))
        return worth.still_worth(
            worth.to_unit(amount, unit),
            [Decimal(str(credit.price)) for credit in self.credit_ids],
            [credit in credits for credit in self.credit_ids],
            unit,
        )

    @api.depends("credit_ids.state")
    def _compute_credit_progress(self):
        labels = dict(
            self.env["acupuncture.credit"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        for course in self:
            course.credit_progress = [
                {
                    "number": credit.number,
                    "state": credit.state,
                    "label": labels[credit.state],
                }
                for credit in course.credit_ids
            ]

    @api.depends("credit_ids.state", "activated_on", "held_on", "cancelled_on")
    def _compute_state(self):
        for course in self:
            course.state = course_terms.course_state(
                course.credit_ids.mapped("state"),
                active=bool(course.activated_on),
                held=bool(course.held_on),
                cancelled=bool(course.cancelled_on),
            )

    def _compute_session_dates(self):
        """Sessions are booked in a later room, which fills this in."""
        self.first_session_date = False
        self.last_session_date = False

    @api.depends(
        "validity_basis",
        "validity_length",
        "validity_unit",
        "validity_date",
        "grace_days",
        "activated_on",
        "first_session_date",
        "extended_days",
    )
    def _compute_expiry(self):
        for course in self:
            course.expiry_date, course.usable_until = self._last_days(
                course,
                course.activated_on,
                course.first_session_date,
                course.extended_days,
            )

    @api.model
    def _last_days(self, terms, sold_on, first_session=None, extended_days=0):
        """Return the day of expiry and the last usable day, or twice False.

        :param terms: a record with course terms, or its values
        """
        expiry = course_terms.expiry_date(
            terms["validity_basis"],
            terms["validity_length"],
            terms["validity_unit"],
            sold_on=sold_on or None,
            first_session=first_session or None,
            fixed=terms["validity_date"] or None,
        )
        if not expiry:
            return False, False
        expiry += timedelta(extended_days)
        return expiry, fields.Date.add(expiry, days=terms["grace_days"])

    @api.model_create_multi
    def create(self, vals_list):
        by_hand = [vals for vals in vals_list if not vals.get("sale_line_id")]
        names = iter(self._draw_numbers([vals.get("company_id") for vals in by_hand]))
        return super().create(
            [
                vals if vals.get("sale_line_id") else {**vals, "name": next(names)}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        promised = {*self._term_fields(), "product_id", "currency_id", "client_id"}
        if vals.keys() & promised:
            self._refuse_if_granted()
        if vals.get("active") is False:
            self._refuse_archiving_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_granted(self):
        self._refuse_if_granted()

    @api.model
    def _draw_numbers(self, company_ids):
        """Return a number for each company, whose sequence is drawn from only once."""
        company_ids = [company_id or self.env.company.id for company_id in company_ids]
        sequences = self.env["ir.sequence"]
        numbers = {
            company_id: iter(
                sequences.browse(
                    sequences._id_of("acupuncture.course", company_id)
                )._draw(company_ids.count(company_id))
            )
            for company_id in set(company_ids)
        }
        return [next(numbers[company_id]) for company_id in company_ids]

    def _refuse_if_granted(self):
        """Law 8: refuse to change what was sold, but for a newer revision.

        :raises UserError: one of these courses is sold
        """
        granted = not self._is_revising() and self.filtered("credit_ids")[:1]
        if granted:
            raise UserError(
                self.env._(
                    "%(course)s has been sold: its terms stay as agreed, and it can "
                    "be cancelled but not deleted.",
                    course=granted.name,
                )
            )

    def _refuse_archiving_open(self):
        if still_open := self.filtered(lambda course: course.state in OPEN_STATES)[:1]:
            raise UserError(
                self.env._(
                    "%(course)s is still open. Only a closed course can be archived.",
                    course=still_open.name,
                )
            )
