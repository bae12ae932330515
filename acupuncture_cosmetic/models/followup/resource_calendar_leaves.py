from odoo import api, fields, models
from odoo.fields import Domain

from ..foundation.groups import DESK


class ResourceCalendarLeaves(models.Model):
    """Time off and closed days name the sessions that are booked over them."""

    _inherit = "resource.calendar.leaves"

    acupuncture_booked = fields.Char(
        string="Booked Then", compute="_compute_acupuncture_booked", groups=DESK
    )

    @api.depends("date_from", "date_to", "resource_id", "calendar_id", "time_type")
    def _compute_acupuncture_booked(self):
        for leave in self:
            sessions = leave._booked_then()
            leave.acupuncture_booked = bool(sessions) and self.env._(
                "Booked during this time: %(count)s. %(names)s. They stay booked when "
                "you save; the desk gets a task with the list of sessions to move.",
                count=len(sessions),
                names=sessions._named(),
            )

    def _booked_then(self):
        """Return the sessions ahead that this time off lies over."""
        sessions = self.env["acupuncture.session"]
        if not (self.date_from and self.date_to) or self.time_type != "leave":
            return sessions
        domain = Domain(sessions._ahead_domain()) & Domain(
            [("start", "<", self.date_to), ("stop", ">", self.date_from)]
        )
        if who := self.resource_id._origin:
            domain &= Domain("practitioner_id", "in", who.ids) | Domain(
                "room_id", "in", who.ids
            )
        else:
            domain &= Domain("company_id", "=", self.company_id.id)
        found = sessions.search(domain, order="start")
        if who or not self.calendar_id:
            return found
        hours = self.calendar_id._origin
        return found.filtered(
            lambda s: hours in (s.practitioner_id | s.room_id).calendar_id
        )

    @api.model_create_multi
    def create(self, vals_list):
        own = {vals.get("resource_id") for vals in vals_list}
        with self.env["acupuncture.session"]._watching_displaced(self._whose(own)):
            return super().create(vals_list)

    def write(self, vals):
        own = {leave.resource_id.id for leave in self}
        if "resource_id" in vals:
            own.add(vals["resource_id"])
        with self.env["acupuncture.session"]._watching_displaced(self._whose(own)):
            return super().write(vals)

    def unlink(self):
        """Who is back after all holds what was booked."""
        result = super().unlink()
        self.env["acupuncture.session"]._none_left_to_move()
        return result

    @api.model
    def _whose(self, ids):
        """Return the resources of these ids; None, who is everybody, if one is none."""
        return self.env["resource.resource"].browse(ids) if all(ids) else None
