import pytz

from odoo import api, fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    # Stored, so that asking for the day costs no look at the working hours.
    acupuncture_tz = fields.Selection(
        related="resource_calendar_id.tz", store=True, export_string_translation=False
    )

    def _clinic_tz(self):
        """Return the clinic's time zone: of its working hours, else its address."""
        self.ensure_one()
        name = self.acupuncture_tz or self.partner_id.tz or "UTC"
        return pytz.timezone(name)

    def _clinic_date(self, moment):
        """Return the clinic's calendar day of a UTC ``moment``."""
        return pytz.utc.localize(moment).astimezone(self._clinic_tz()).date()

    def _clinic_today(self):
        """Return today's date in the clinic."""
        return self._clinic_date(fields.Datetime.now())

    @api.model
    def _each_on_its_day(self, domain_on):
        """Return the domain of what holds today, in every clinic by its own day.

        :param domain_on: function from a day to the domain of what holds on it
        """
        # sudo: jobs go through all clinics; only their day is read
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(domain_on(company._clinic_today()))
            for company in self.sudo().search([])
        )
