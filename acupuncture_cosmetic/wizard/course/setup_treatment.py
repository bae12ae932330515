from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SetupTreatment(models.TransientModel):
    """The protocols that are not sold yet: whatever gets a price becomes a product."""

    _name = "acupuncture.setup.treatment"
    _description = "What You Offer"
    _inherit = ["acupuncture.dialog.mixin"]

    line_ids = fields.One2many(
        comodel_name="acupuncture.setup.treatment.line",
        inverse_name="setup_id",
        default=lambda self: self._default_lines(),
    )
    tax_ids = fields.Many2many(
        comodel_name="account.tax",
        relation="acupuncture_setup_treatment_tax_rel",
        string="Sales Tax",
        domain=[("type_tax_use", "=", "sale")],
        default=lambda self: self.env.company.account_sale_tax_id,
    )
    validity_months = fields.Integer(string="Valid For", default=12, required=True)

    @api.model
    def _default_lines(self):
        courses = self.env["product.template"].search(
            self.env["acupuncture.setup"]._courses()
        )
        protocols = self.env["acupuncture.protocol"].search(
            [
                ("state", "=", "active"),
                ("company_id", "in", [False, self.env.company.id]),
                ("id", "not in", courses.protocol_id.ids),
            ]
        )
        return [
            Command.create(
                {
                    "protocol_id": one.id,
                    "name": self._name_of(one),
                    "session_count": one.session_count or 1,
                    "session_minutes": one.session_minutes,
                }
            )
            for one in protocols
        ]

    @api.model
    def _name_of(self, protocol):
        if protocol.session_count <= 1:
            return protocol.name
        return self.env._(
            "%(protocol)s, %(count)s sessions",
            protocol=protocol.name,
            count=protocol.session_count,
        )

    def action_offer(self):
        """Make a product of each protocol that has a price.

        :raises UserError: none has
        """
        self.ensure_one()
        priced = self.line_ids.filtered(lambda line: line.price > 0)
        if not priced:
            raise UserError(self.env._("Give a price to what you offer."))
        self.env["product.template"].create(
            [line._prepare_product() for line in priced]
        )
        return {"type": "ir.actions.act_window_close"}
