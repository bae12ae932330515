from odoo import models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    def _compute_mail_tz(self):
        """Somebody without a time zone gets the clinic's, not the sender's."""
        result = super()._compute_mail_tz()
        for attendee in self.filtered(lambda attendee: not attendee.mail_tz):
            if clinic := attendee.event_id._clinic():
                attendee.mail_tz = clinic._clinic_tz().zone
        return result
