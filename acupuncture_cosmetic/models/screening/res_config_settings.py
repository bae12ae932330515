from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    acupuncture_history_months = fields.Integer(
        related="company_id.acupuncture_history_months", readonly=False
    )
    acupuncture_cooling_off_days = fields.Integer(
        related="company_id.acupuncture_cooling_off_days", readonly=False
    )
