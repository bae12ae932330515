from odoo import fields, models


class ChartRowMixin(models.AbstractModel):
    """Rows that belong to one treatment record and so to its clinic."""

    _name = "acupuncture.chart.row.mixin"
    _description = "Belongs to a Treatment Record"

    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="treatment_id.company_id", store=True, index=True, precompute=True
    )
