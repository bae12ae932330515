from odoo import models

HOURS = {"tz", "attendance_ids", "attendance_ids_1st_week", "attendance_ids_2nd_week"}


class ResourceCalendar(models.Model):
    """Other working hours leave the desk the sessions that are outside of them."""

    _inherit = "resource.calendar"

    def write(self, vals):
        if not HOURS & vals.keys():
            return super().write(vals)
        with self.env["acupuncture.session"]._watching_displaced():
            return super().write(vals)
