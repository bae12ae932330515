from odoo import api, models
from odoo.exceptions import UserError


class CalendarAttendee(models.Model):
    """Attendees of a clinic appointment: the practitioner, whom its session names."""

    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        named = {vals.get("event_id") for vals in vals_list} - {None, False}
        self._refuse_inviting(self.env["calendar.event"].browse(named))
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & {"event_id", "partner_id"}:
            others = self.env["calendar.event"].browse(vals.get("event_id") or ())
            self._refuse_inviting(self.event_id | others)
        return super().write(vals)

    def unlink(self):
        self._refuse_inviting(self.event_id)
        return super().unlink()

    @api.model
    def _refuse_inviting(self, events):
        """Only a session says who comes to an appointment of the clinic."""
        if events.exists()._clinic_events():
            raise UserError(
                self.env._(
                    "Guests cannot be added to a clinic appointment or removed from "
                    "it. Change the client and the practitioner on the session."
                )
            )

    def _compute_mail_tz(self):
        """Somebody without a time zone gets the clinic's, not the sender's."""
        result = super()._compute_mail_tz()
        for attendee in self.filtered(lambda attendee: not attendee.mail_tz):
            if clinic := attendee.event_id._clinic():
                attendee.mail_tz = clinic._clinic_tz().zone
        return result
