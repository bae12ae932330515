from odoo import fields, models
from odoo.fields import Command


class SetupTreatmentLine(models.TransientModel):
    """A protocol that may be offered, at a price."""

    _name = "acupuncture.setup.treatment.line"
    _description = "Protocol to Offer"
    _inherit = ["acupuncture.dialog.mixin"]

    setup_id = fields.Many2one(
        comodel_name="acupuncture.setup.treatment",
        required=True,
        ondelete="cascade",
        index=True,
    )
    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol", required=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    session_count = fields.Integer(string="Sessions")
    session_minutes = fields.Integer(string="Minutes")
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        ondelete="cascade",
        default=lambda self: self.env.company.currency_id,
    )
    price = fields.Monetary()

    def _prepare_product(self):
        """Return the create values of the course that is sold by this protocol."""
        return {
            "name": self.name,
            "company_id": self.env.company.id,
            "type": "service",
            "service_tracking": "treatment_course",
            "invoice_policy": "order",
            "purchase_ok": False,
            "list_price": self.price,
            "taxes_id": [Command.set(self.setup_id.tax_ids.ids)],
            "protocol_id": self.protocol_id.id,
            "validity_basis": "sale",
            "validity_length": self.setup_id.validity_months,
            "validity_unit": "month",
        }
