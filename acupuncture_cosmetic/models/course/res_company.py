import pytz

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # Stored, so that asking for the day costs no look at the working hours.
    acu_tz = fields.Selection(
        related="resource_calendar_id.tz", store=True, export_string_translation=False
    )

    def _clinic_tz(self):
        """Return the clinic's time zone: of its working hours, else its address."""
        self.ensure_one()
        name = self.acu_tz or self.partner_id.tz or "UTC"
        return pytz.timezone(name)

    def _clinic_date(self, moment):
        """Return the clinic's calendar day of a UTC ``moment``."""
        return pytz.utc.localize(moment).astimezone(self._clinic_tz()).date()

    def _clinic_today(self):
        """Return today's date in the clinic."""
        return self._clinic_date(fields.Datetime.now())
