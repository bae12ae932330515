from odoo import fields, models


class ChartRowMixin(models.AbstractModel):
    """Rows that belong to one treatment record and so to its clinic."""

    _name = "acupuncture.chart.row.mixin"
    _description = "Belongs to a Treatment Record"
    _inherit = ["acupuncture.sealed.mixin"]  # of its clinic, whatever is typed
    _sealed_files = """EXISTS (
        SELECT 1 FROM acupuncture_treatment AS treatment
        WHERE treatment.id = kept.treatment_id AND treatment.signed_at IS NOT NULL)"""

    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        required=True,
        index=True,
    )
    # As the user: an onchange would else tell of records of other clinics.
    company_id = fields.Many2one(
        related="treatment_id.company_id",
        store=True,
        index=True,
        precompute=True,
        related_sudo=False,
    )
