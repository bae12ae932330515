from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The size of photos among the settings of the clinic."""

    _inherit = "res.config.settings"

    acupuncture_photo_mb = fields.Integer(
        related="company_id.acupuncture_photo_mb", readonly=False
    )
