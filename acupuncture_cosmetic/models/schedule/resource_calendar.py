from odoo import api, models
from odoo.fields import Domain


class ResourceCalendar(models.Model):
    """Working hours are meant where the clinic is, wherever they are typed."""

    _inherit = "resource.calendar"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        company = self.env.company
        if (
            "tz" in fields
            and "default_tz" not in self.env.context
            and company.acupuncture_tz
            and company in company._clinics()
        ):
            values["tz"] = company.acupuncture_tz
        return values

    def write(self, vals):
        """Who worked in the old zone of these hours works in the new one."""
        if "tz" not in vals:
            return super().write(vals)
        followers = {hours.tz: hours._kept_by() for hours in self if hours.tz}
        result = super().write(vals)
        for zone, resources in followers.items():
            resources.filtered(lambda one, zone=zone: one.tz == zone).tz = vals["tz"]
        return result

    def _kept_by(self):
        """Return the practitioners and rooms that keep these hours."""
        # sudo: whoever may change the hours changes whom they are for
        resources = self.env["resource.resource"].sudo()
        companys = Domain("calendar_id", "=", False) & Domain(
            "company_id.resource_calendar_id", "=", self.id
        )
        own = Domain("calendar_id", "=", self.id)
        return resources.search(
            Domain("acupuncture_role", "!=", False) & (own | companys)
        )
