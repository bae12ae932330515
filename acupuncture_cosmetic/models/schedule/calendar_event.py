from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ..foundation.groups import DESK
from ..foundation.private_key import PrivateKey
from .session_states import UPCOMING

_PROJECTION = PrivateKey("projection")  # only this process shows sessions as events
_NEUTRAL = frozenset(
    {
        "name",
        "description",
        "notes",
        "location",
        "privacy",
        "partner_ids",
        "attendee_ids",
        "user_id",
        "res_model",
        "res_model_id",
        "res_id",
        "videocall_location",
        "categ_ids",
        "opportunity_id",
        "show_as",
        "alarm_ids",
        "recurrence_id",
        "acupuncture_company_id",
    }
)
_TIMES = frozenset({"start", "stop", "duration", "start_date", "stop_date"})
# Answered by the session, which then tells its event; the rest says what it is not.
_ANSWERED = _TIMES | {
    "active",
    "allday",
    "recurrency",
    "recurrence_update",
    "follow_recurrence",
}


class CalendarEvent(models.Model):
    """A clinic appointment is the shadow of a session: neutral, private, not recurrent.

    Moving it moves the session with all its checks; deleting it cancels the session.
    """

    _inherit = "calendar.event"

    acupuncture_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Clinic",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        readonly=True,
        groups=DESK,
        help="Set on appointments of the clinic, to hide them from everybody else.",
    )
    acupuncture_session_ids = fields.One2many(
        comodel_name="acupuncture.session",
        inverse_name="event_id",
        string="Session",
        groups=DESK,
        copy=False,
        readonly=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_projecting():
            vals_list = [
                {k: v for k, v in vals.items() if k != "acupuncture_company_id"}
                for vals in vals_list
            ]
        return super().create(vals_list)

    @api.model
    def default_get(self, fields):
        """Nobody marks an own event as the clinic's by a stored or passed default."""
        values = super().default_get(fields)
        values.pop("acupuncture_company_id", None)
        return values

    def write(self, vals):
        if "acupuncture_company_id" in vals and not self._is_projecting():
            raise UserError(
                self.env._(
                    "Clinic appointments come from sessions. Book a session instead."
                )
            )
        clinic = self._clinic_events()
        if not clinic:
            return super().write(vals)
        clinic._refuse_recurrence(vals)
        clinic._refuse_retelling(vals)
        others = self - clinic
        if others:
            super(CalendarEvent, others).write(dict(vals))
        rest = {name: value for name, value in vals.items() if name not in _ANSWERED}
        if rest:
            clinic._sessions()._lock_rows()
            super(CalendarEvent, clinic).write(rest)
        if vals.get("active") is False:
            clinic._cancel_sessions()
        elif vals.keys() & _TIMES:
            clinic._move_sessions(vals)
        return True

    def unlink(self):
        clinic = self._clinic_events()
        if not clinic._sessions():
            return super().unlink()
        clinic._cancel_sessions()
        return super(CalendarEvent, self.exists()).unlink()

    def action_archive(self):
        """Cancel the sessions; their events are gone with them."""
        clinic = self._clinic_events()
        clinic.unlink()
        return super(CalendarEvent, self - clinic).action_archive()

    def action_mass_archive(self, recurrence_update_setting):
        """Cancel the session, which is one whatever is asked: it does not repeat."""
        if self._clinic_events():
            return self.action_archive()
        return super().action_mass_archive(recurrence_update_setting)

    def action_mass_deletion(self, recurrence_update_setting):
        """Cancel the session, as ``action_mass_archive`` does."""
        if self._clinic_events():
            return self.unlink()
        return super().action_mass_deletion(recurrence_update_setting)

    def copy_data(self, default=None):
        if self._clinic_events():
            raise UserError(
                self.env._(
                    "A clinic appointment is one session of a course and cannot be "
                    "duplicated. Book another session of the course instead."
                )
            )
        return super().copy_data(default)

    @api.depends("acupuncture_company_id")
    def _compute_user_can_edit(self):
        """Whoever may move the session may drag its event."""
        clinic = self.filtered(lambda event: event._origin._clinic())
        movable = clinic._origin._sessions()._filtered_access("write")
        movable = movable.filtered(lambda session: session.state in UPCOMING)
        for event in clinic:
            event.user_can_edit = bool(event._origin._sessions() & movable)
        return super(CalendarEvent, self - clinic)._compute_user_can_edit()

    def _cancel_sessions(self):
        """Cancel the sessions shown, which takes their events away.

        What is charged is said on the session, so that is where it is cancelled.

        :raises RedirectWarning: it is too late to cancel for nothing
        """
        sessions = self._sessions()
        sessions.check_access("write")
        late = sessions.filtered(lambda s: s.state in UPCOMING and s._is_late())
        late -= late.browse().union(*late._uncharged().values())
        if late:
            raise RedirectWarning(
                self.env._(
                    "%(sessions)s: it is too late to cancel free of charge. Cancel on "
                    "the session: its course says what is charged, and a manager can "
                    "waive it.",
                    sessions=", ".join(late.mapped("display_name")),
                ),
                late._get_records_action(),
                self.env._("Open the session"),
            )
        sessions.action_cancel()

    def _move_sessions(self, vals):
        """Move the sessions shown, as the calendar says it: any of start, stop, hours.

        The session goes first, then its event, as when the desk moves it.
        """
        for session in self._sessions().with_context(acupuncture_dragged=True):
            start, stop = session.start, session.stop
            length = stop - start
            if vals.get("start"):
                start = fields.Datetime.to_datetime(vals["start"])
            if vals.get("stop"):
                length = fields.Datetime.to_datetime(vals["stop"]) - start
            elif vals.get("duration"):
                length = timedelta(hours=vals["duration"])
            session.write({"start": start, "stop": start + length})

    def _refuse_recurrence(self, vals):
        if vals.get("recurrency") or vals.get("rrule"):
            raise UserError(
                self.env._(
                    "A clinic appointment is one session of a course and cannot "
                    "repeat. Plan the course instead."
                )
            )

    def _refuse_retelling(self, vals):
        if vals.get("active"):
            raise UserError(
                self.env._("This appointment was cancelled. Book the session again.")
            )
        if vals.get("allday") or _NEUTRAL & vals.keys():
            raise UserError(
                self.env._(
                    "Clinic appointments show nothing but the time. Change people and "
                    "rooms on the session."
                )
            )

    def _clinic_events(self):
        """Return the events of sessions that somebody outside the schedule touches."""
        if self._is_projecting():
            return self.browse()
        # sudo: the mark is closed to other users, who must be stopped here all the same
        marked = self.sudo().filtered("acupuncture_company_id")
        return self.browse(marked.ids)

    def _sessions(self):
        """Return the sessions shown, with the user's own rights."""
        # sudo: finds the sessions only
        sessions = self.sudo().acupuncture_session_ids
        return self.env["acupuncture.session"].browse(sessions.ids)

    def _is_projecting(self):
        return _PROJECTION.opens(self)

    @api.model
    def _projecting(self):
        """Return this model ready to show sessions, silently."""
        context = self.env.context
        silent = self.with_context(
            {key: context[key] for key in ("lang", "tz") if key in context},
            allowed_company_ids=self.env.companies.ids,
            skip_contact_description=True,
            no_mail_to_attendees=True,
            skip_attendee_notification=True,
            dont_notify=True,
            mail_activity_automation_skip=True,
            mail_create_nosubscribe=True,
            mail_create_nolog=True,
            tracking_disable=True,
        )
        return _PROJECTION.on(silent)

    def _get_mail_tz(self):
        clinic = self._clinic()
        return clinic._clinic_tz().zone if clinic else super()._get_mail_tz()

    def _get_customer_summary(self):
        if clinic := self._clinic():
            return self.env._("Appointment with %(clinic)s", clinic=clinic.name)
        return super()._get_customer_summary()

    def _get_customer_description(self):
        return "" if self._clinic() else super()._get_customer_description()

    def _clinic(self):
        # sudo: files and mails are made for people who may not read the mark
        return self.sudo().acupuncture_company_id
