from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What a clinic sets about its forms: how long they count, and what they name."""

    _inherit = "res.config.settings"

    acupuncture_history_months = fields.Integer(
        related="company_id.acupuncture_history_months", readonly=False
    )
    acupuncture_cooling_off_days = fields.Integer(
        related="company_id.acupuncture_cooling_off_days", readonly=False
    )
    acupuncture_phone = fields.Char(
        string="Clinic Telephone", related="company_id.phone", readonly=False
    )
    acupuncture_complaints = fields.Char(
        related="company_id.acupuncture_complaints", readonly=False
    )
    acupuncture_processors = fields.Char(
        related="company_id.acupuncture_processors", readonly=False
    )
    acupuncture_data_contact = fields.Char(
        related="company_id.acupuncture_data_contact", readonly=False
    )
    acupuncture_authority = fields.Char(
        related="company_id.acupuncture_authority", readonly=False
    )
    acupuncture_retention_years = fields.Integer(
        related="company_id.acupuncture_retention_years", readonly=False
    )
