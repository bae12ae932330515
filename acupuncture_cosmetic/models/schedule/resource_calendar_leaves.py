from datetime import datetime, time

import pytz

from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    """A closed day is proposed for the day that it is where the clinic is."""

    _inherit = "resource.calendar.leaves"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        asked = {"date_from", "date_to"}
        given = {"default_date_from", "default_date_to"} & self.env.context.keys()
        company = self.env.company
        if not asked.issubset(fields) or given or company not in company._clinics():
            return values
        zone, today = company._clinic_tz(), company._clinic_today()
        for name, hour in (("date_from", time.min), ("date_to", time.max)):
            moment = zone.localize(datetime.combine(today, hour))
            values[name] = moment.astimezone(pytz.utc).replace(tzinfo=None)
        return values
