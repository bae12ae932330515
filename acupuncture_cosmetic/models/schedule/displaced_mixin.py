from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.slots import Agenda
from .session_states import AHEAD

DAY = timedelta(days=1)
NAMED = 10


class DisplacedMixin(models.AbstractModel):
    """Appointments ahead that cannot stay where they are: somebody is away or gone."""

    _name = "acupuncture.displaced.mixin"
    _description = "Cannot Stay Where It Is"

    to_move = fields.Boolean(
        compute="_compute_move_reason",
        search="_search_to_move",
        help="Somebody booked for it is away, not available then, or has left.",
    )
    move_reason = fields.Char(string="Why", compute="_compute_move_reason")
    next_free = fields.Char(compute="_compute_next_free")

    @api.depends("state", "start", "duration", "practitioner_id", "room_id")
    def _compute_move_reason(self):
        reasons = self._displaced()
        for session in self:
            session.move_reason = reasons.get(session)
            session.to_move = session in reasons

    def _search_to_move(self, operator, value):
        if operator != "in":
            return NotImplemented
        ahead = self.search(self._ahead_domain())
        moving = ahead._displaced() if True in value else ahead
        return [("id", "in", [session.id for session in moving])]

    @api.depends("start", "duration", "practitioner_id", "room_id", "client_id")
    def _compute_next_free(self):
        for session in self:
            ready = session.to_move and session.practitioner_id.active
            free = self.env["acupuncture.planner"]._free_times(session) if ready else ()
            session.next_free = ", ".join(map(session._format, free))

    @api.model
    def _ahead_domain(self):
        return [("state", "in", AHEAD), ("start", ">", fields.Datetime.now())]

    def _displaced(self):
        """Return {session: reason} of those ahead that nobody can hold as booked."""
        now = fields.Datetime.now()
        ahead = self.filtered(lambda s: s.state in AHEAD and s.start and s.start > now)
        if not ahead:
            return {}
        first, last = min(ahead.mapped("start")), max(ahead.mapped("stop"))
        resources = ahead.practitioner_id | ahead.room_id
        timetable = self.env["acupuncture.timetable"]
        hours = timetable._open_hours(resources, first - DAY, last + DAY)
        meant = ahead.filtered("off_hours")
        off = timetable._time_off(meant.practitioner_id | meant.room_id, first, last)
        reasons = {session: session._displaced_reason(hours, off) for session in ahead}
        return {session: reason for session, reason in reasons.items() if reason}

    def _displaced_reason(self, hours, off):
        """Return who cannot be there at the time of this session, or False.

        :param hours: the open hours of everybody
        :param off: time off of those who come outside their hours, as was meant
        """
        client, who, room = self.client_id, self.practitioner_id, self.room_id
        # sudo: whether a login is archived; desks may not read other users
        login = who.sudo().user_id
        gone = next(
            (one for one in (client, who, room) if one and not one.active), None
        )
        if gone or (login and not login.active):
            return self.env._("%(name)s is archived", name=(gone or who).display_name)
        day = self.company_id._clinic_date(self.start)
        if who.licence_expiry and who.licence_expiry < day:
            return self.env._("The licence of %(name)s ends before then", name=who.name)
        for resource in (who, room):
            if not resource:
                continue
            if self.off_hours:
                spans = off[resource]
                gone = any(a < self.stop and b > self.start for a, b in spans)
            else:
                agenda = Agenda(hours[resource.id])
                gone = not agenda.is_open(self.start, self.stop)
            if gone:
                return self.env._("%(name)s is not available then", name=resource.name)
        return False

    def _named(self):
        """Return the first of these sessions by client and time, as one text."""
        ordered = self.sorted("start")
        names = [
            f"{session.client_id.display_name} {session._format(session.start)}"
            for session in ordered[:NAMED]
        ]
        return ", ".join(names) + (" …" if len(ordered) > NAMED else "")

    def action_take_next_free(self):
        """Move it to the first time at which the same people are free.

        :raises UserError: there is none any more
        """
        self.ensure_one()
        free = self.env["acupuncture.planner"]._free_times(self)
        if not free:
            raise UserError(
                self.env._(
                    "%(practitioner)s has no free time in the coming weeks. Choose "
                    "somebody else.",
                    practitioner=self.practitioner_id.name,
                )
            )
        self.start = free[0]
        return {"type": "ir.actions.act_window_close"}

    def action_move(self):
        """Open the place of the session alone, to move it at once."""
        self.ensure_one()
        view = self.env.ref("acupuncture_cosmetic.session_view_form_move")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move %(session)s", session=self.display_name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"dialog_size": "medium"},
        }
