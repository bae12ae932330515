from odoo import api, fields, models
from odoo.exceptions import UserError

from ..foundation.groups import DESK
from ..foundation.windows import window


class SaleOrder(models.Model):
    """An order of courses: for whom, and what confirming or cancelling it does."""

    _inherit = "sale.order"

    course_client_id = fields.Many2one(
        comodel_name="res.partner",
        string="Client",
        ondelete="restrict",
        compute="_compute_course_client_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        # no groups: the privacy lookup reads every stored link to a contact
        help="The person who is treated, if somebody else pays.",
    )
    course_ids = fields.One2many(
        comodel_name="acupuncture.course",
        inverse_name="order_id",
        string="Courses",
        context={"active_test": False},
        groups=DESK,
    )
    course_count = fields.Integer(compute="_compute_course_count", groups=DESK)
    courses_made = fields.Integer(
        readonly=True,
        copy=False,
        groups=DESK,
        export_string_translation=False,
        help="Technical: courses ever made from this order, those cancelled since too. "
        "It numbers them, and where it is zero nobody has to look for any.",
    )

    @api.depends("partner_id")
    def _compute_course_client_id(self):
        for order in self - self.order_line._sold_now().order_id:
            partner = order.partner_id
            order.course_client_id = partner if not partner.is_company else False

    @api.depends("course_ids")
    def _compute_course_count(self):
        counts = dict(
            self.env["acupuncture.course"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.course_count = counts.get(order, 0)

    @api.model
    def default_get(self, fields):
        """No stored or passed default counts courses."""
        values = super().default_get(fields)
        values.pop("courses_made", None)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_counting(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_counting(vals)
        if "course_client_id" in vals:
            client = vals["course_client_id"]
            others = self.filtered(lambda order: order.course_client_id.id != client)
            others.order_line._refuse_other_client()
        return super().write(vals)

    @api.model
    def _refuse_counting(self, vals):
        if "courses_made" in vals:
            raise UserError(
                self.env._("The order counts its courses itself. Leave the count out.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sold(self):
        self._refuse_deleting_sold(self.order_line)

    def _refuse_deleting_sold(self, lines):
        """Say why what was once sold as courses is kept, cancelled or not."""
        # The field has groups; any seller meets the law.
        sold = lines.sudo().filtered("course_ids")[:1]
        if sold:
            raise UserError(
                self.env._(
                    "%(order)s sold %(courses)s. What was granted, used and refunded "
                    "stays on the books, so the order and its line cannot be deleted. "
                    "Cancel the order, or set the quantity to 0, and they no longer "
                    "count.",
                    order=sold.order_id.name,
                    courses=", ".join(sold.course_ids.mapped("name")),
                )
            )

    def _next_course_name(self):
        """Return the number of the next course: that of the order, and which of it."""
        self.ensure_one()
        count = self._fields["courses_made"]
        count.write(self, self.courses_made + 1)
        return f"{self.name}-{self.courses_made}"

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or (
            self.order_line._course_error_message()
        )

    def _action_confirm(self):
        result = super()._action_confirm()
        self.order_line._sync_courses()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self.order_line._cancel_courses()
        return result

    def action_view_courses(self):
        """Open the courses this order sold."""
        self.ensure_one()
        action = window(
            self.env,
            "course_action",
            domain=[("order_id", "=", self.id)],
            context={"active_test": False},
        )
        if self.course_count == 1:
            action |= {"views": [(False, "form")], "res_id": self.course_ids.id}
        return action
