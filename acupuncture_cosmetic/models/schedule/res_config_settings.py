from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """Hours and zone of the clinic, its reduced service, and whether the jobs run."""

    _inherit = "res.config.settings"

    acupuncture_calendar_id = fields.Many2one(
        related="company_id.resource_calendar_id", string="Clinic Hours", readonly=False
    )
    acupuncture_tz = fields.Selection(
        related="acupuncture_calendar_id.tz", string="Clinic Time Zone", readonly=False
    )
    acupuncture_reduced_service_id = fields.Many2one(
        related="company_id.acupuncture_reduced_service_id", readonly=False
    )
    acupuncture_schedule_unhealthy = fields.Boolean(
        compute="_compute_acupuncture_schedule_unhealthy",
        export_string_translation=False,
    )
    acupuncture_late_jobs = fields.Text(
        compute="_compute_acupuncture_late_jobs", export_string_translation=False
    )

    @api.depends("company_id")
    def _compute_acupuncture_late_jobs(self):
        company = self.env["res.company"]
        self.acupuncture_late_jobs = "\n".join(company._tell_late(company._late_jobs()))

    @api.depends("company_id")
    def _compute_acupuncture_schedule_unhealthy(self):
        missing = self.env["acupuncture.booking"]._constraint_missing()
        self.acupuncture_schedule_unhealthy = bool(missing)
