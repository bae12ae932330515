from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How the clinic counts its needles out."""

    _inherit = "res.config.settings"

    acupuncture_count_way = fields.Selection(
        related="company_id.acupuncture_count_way", readonly=False
    )
