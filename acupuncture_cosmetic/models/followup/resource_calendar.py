from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.clinic_clock import to_local
from ...engine.slots import Agenda
from ..foundation.groups import DESK

HOURS = {"tz", "attendance_ids", "attendance_ids_1st_week", "attendance_ids_2nd_week"}


class ResourceCalendar(models.Model):
    """Other working hours leave the desk the sessions that are outside of them."""

    _inherit = "resource.calendar"

    acupuncture_displaced = fields.Char(
        string="Booked Outside",
        compute="_compute_acupuncture_displaced",
        groups=DESK,
        help="Upcoming sessions outside the hours entered here.",
    )

    @api.depends(
        "tz",
        "attendance_ids.dayofweek",
        "attendance_ids.hour_from",
        "attendance_ids.hour_to",
        "attendance_ids.day_period",
    )
    def _compute_acupuncture_displaced(self):
        for hours in self:
            sessions = hours._booked_outside()
            hours.acupuncture_displaced = bool(sessions) and self.env._(
                "Booked outside these hours: %(count)s. %(names)s. They stay booked; "
                "the desk gets a task with the list of sessions to move.",
                count=len(sessions),
                names=sessions._named(),
            )

    def _booked_outside(self):
        """Return the sessions ahead outside of the hours as they are typed now.

        Of a plan of two weeks nothing is said before it is saved.
        """
        sessions = self.env["acupuncture.session"]
        if self.two_weeks_calendar or self.flexible_hours or not self._origin:
            return sessions
        ours = [("calendar_id", "in", self._origin.ids)]
        kept = Domain("practitioner_id", "any", ours) | Domain("room_id", "any", ours)
        ahead = sessions.search(Domain(sessions._ahead_domain()) & kept)
        return ahead.filtered(lambda session: not self._holds(session))

    def _holds(self, session):
        """Tell whether a session lies in the hours, on the clock of the hours."""
        zone = self.tz or "UTC"
        start, stop = to_local(session.start, zone), to_local(session.stop, zone)
        midnight = datetime.combine(start.date(), time())
        spans = [
            (
                midnight + timedelta(hours=line.hour_from),
                midnight + timedelta(hours=line.hour_to),
            )
            for line in self.attendance_ids
            if line.dayofweek == str(start.weekday())
            and line.day_period != "lunch"
            and not line.display_type
        ]
        return Agenda(spans).is_open(start, stop)

    def write(self, vals):
        if not HOURS & vals.keys():
            return super().write(vals)
        with self.env["acupuncture.session"]._watching_displaced():
            return super().write(vals)
