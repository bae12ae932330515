from odoo import fields, models


class CourseQuote(models.TransientModel):
    """Chooses the course that an opportunity is quoted."""

    _name = "acupuncture.course.quote"
    _description = "Quote a Course"
    _inherit = ["acupuncture.dialog.mixin"]

    lead_id = fields.Many2one(
        comodel_name="crm.lead", string="Opportunity", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Course",
        required=True,
        ondelete="cascade",
        domain="[('service_tracking', '=', 'treatment_course'), "
        "('sale_ok', '=', True), ('company_id', 'in', [company_id, False])]",
    )
    quantity = fields.Float(default=1.0, required=True)

    def action_quote(self):
        """Create the quotation and open it."""
        self.ensure_one()
        order = self.lead_id._quote_course(self.product_id, self.quantity)
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": order.id,
            "view_mode": "form",
        }
