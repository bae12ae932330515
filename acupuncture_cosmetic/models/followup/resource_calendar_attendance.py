from odoo import api, models


class ResourceCalendarAttendance(models.Model):
    """Hours changed one by one leave the desk its list as the whole week does."""

    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["acupuncture.session"]._watching_displaced():
            return super().create(vals_list)

    def write(self, vals):
        with self.env["acupuncture.session"]._watching_displaced():
            return super().write(vals)

    def unlink(self):
        with self.env["acupuncture.session"]._watching_displaced():
            return super().unlink()
