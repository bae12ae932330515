from odoo import api, fields, models
from odoo.fields import Command

from ...models.course.setup import COURSES


class SetupClient(models.TransientModel):
    """The first client: a name and a course, sold and planned at once."""

    _name = "acupuncture.setup.client"
    _description = "First Client"
    _inherit = ["acupuncture.dialog.mixin"]

    name = fields.Char(required=True)
    phone = fields.Char(string="Telephone")
    email = fields.Char(string="E-mail")
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Treatment",
        required=True,
        ondelete="cascade",
        domain=COURSES,
        default=lambda self: self._only_course(),
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        ondelete="cascade",
        default=lambda self: self.env.company.currency_id,
    )
    price = fields.Float(related="product_id.lst_price")

    order_id = fields.Many2one(
        comodel_name="sale.order",
        ondelete="set null",
        readonly=True,
        export_string_translation=False,
        help="Technical: what was sold here, so that nobody sells it twice.",
    )
    has_courses = fields.Boolean(
        compute="_compute_has_courses", export_string_translation=False
    )

    @api.model
    def _courses(self, limit):
        return self.env["product.product"].search(
            self.env["acupuncture.setup"]._courses(), limit=limit
        )

    @api.model
    def _only_course(self):
        found = self._courses(2)
        return found if len(found) == 1 else found.browse()

    @api.depends_context("company")
    def _compute_has_courses(self):
        self.has_courses = bool(self._courses(1))

    def action_sell(self):
        """Confirm an order of the course, and propose its dates."""
        self.ensure_one()
        self.lock_for_update()
        if not self.order_id:
            self.order_id = self._sell()
        return self.order_id.action_plan_courses()

    def _sell(self):
        client = self.env["res.partner"].create(
            {"name": self.name, "phone": self.phone, "email": self.email}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": client.id,
                "order_line": [Command.create({"product_id": self.product_id.id})],
            }
        )
        order.action_confirm()
        return order
