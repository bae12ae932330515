from odoo import fields, models
from odoo.tools import SQL

from .session_states import OCCUPYING


class CalendarShadowMixin(models.AbstractModel):
    """A session casts a shadow into Odoo's calendar: an event that says a time.

    The session is what counts; whoever moves the event moves the session, see
    ``calendar.event``.
    """

    _name = "acupuncture.calendar.shadow.mixin"
    _description = "Shown in the Calendar"

    event_id = fields.Many2one(
        comodel_name="calendar.event",
        ondelete="set null",
        copy=False,
        readonly=True,
    )

    def _lock_rows(self):
        """Hold these sessions before their events are written, as every move does.

        Whoever drags an event writes it first: two orders would wait for each other.
        """
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(self._table),
                self.ids,
            )
        )

    def _project(self):
        """Show these sessions in Odoo's calendar: add, move or remove their events."""
        # The right to the session is the right to its event: private events of
        # practitioners are closed to the front desk, which moves sessions.
        events = self.env["calendar.event"].sudo()._projecting()
        live = self.filtered(lambda session: session.state in OCCUPYING)
        (self - live).event_id.with_env(events.env).unlink()
        for session in live.filtered("event_id"):
            session.event_id.with_env(events.env).write(session._prepare_event_vals())
        fresh = live.filtered(lambda session: not session.event_id)
        created = events.create([session._prepare_event_vals() for session in fresh])
        fresh._sealed_link("event_id", created)

    def _prepare_event_vals(self):
        """Neutral on purpose: employees, phones and synced calendars show an event."""
        self.ensure_one()
        user = self.practitioner_id.sudo().user_id  # desks may not read other users
        return {
            "name": self.env._("Appointment"),
            "start": self.start,
            "stop": self.stop,
            "allday": False,
            "privacy": "private",
            "show_as": "busy",
            "user_id": user.id,
            "partner_ids": [fields.Command.set(user.partner_id.ids)],
            "description": False,
            "location": False,
            "res_model_id": False,
            "res_id": False,
            "acupuncture_company_id": self.company_id.id,
        }
