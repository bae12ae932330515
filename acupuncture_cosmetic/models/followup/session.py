from odoo import api, fields, models
from odoo.fields import Domain

from ..chart.treatment.needle_stay import STILL_IN
from .followup_rule import Event

EXPECTED = ("planned", "confirmed", "arrived", "in_treatment", "done")


class Session(models.Model):
    _name = "acupuncture.session"
    _inherit = ["acupuncture.session", "acupuncture.followup.subject"]

    followup_ids = fields.One2many(
        comodel_name="acupuncture.followup",
        inverse_name="session_id",
        string="Follow-ups",
        # Odoo searches it by ids without a look at rules: sensitive ones would show
        groups="acupuncture_cosmetic.group_practitioner",
    )

    @api.model_create_multi
    def create(self, vals_list):
        sessions = super().create(vals_list)
        sessions._sync_followups()
        return sessions

    def _state_changed(self, old_states):
        result = super()._state_changed(old_states)
        self._sync_followups()
        return result

    def _rescheduled(self):
        result = super()._rescheduled()
        self._sync_followups()
        return result

    def _sync_followups(self):
        # Whoever books or closes an appointment makes follow-ups happen, without a
        # right to create them or to read sensitive rules.
        sessions = self.sudo()
        self.env["acupuncture.followup"].sudo()._sync(sessions, sessions.course_id)

    def _followup_events(self):
        """Return what is true of the sessions, as events that follow-ups hang on."""
        events = []
        for session in self:
            if session.state in EXPECTED:
                events.append(
                    session._followup_event("session_booked", "start", "start")
                )
            if session.state == "done":
                events.append(session._followup_event("session_done", "done", "stop"))
            if session.state == "no_show":
                events.append(
                    session._followup_event("session_no_show", "no_show", "start")
                )
        return events + self._reaction_events() + self._needle_events()

    def _treated(self):
        return self.filtered(lambda s: s.state in ("in_treatment", "done"))

    def _reaction_events(self):
        """Return what is still to be watched after these sessions."""
        treated = self._treated()
        if not treated:
            return []
        reactions = self.env["acupuncture.reaction"].search(
            [
                ("treatment_id.session_id", "in", treated.ids),
                ("resolved_on", "=", False),
            ]
        )
        return reactions._followup_events()

    def _needle_events(self):
        """Return when the first needle that stayed in comes out, for each session."""
        treated = self._treated()
        if not treated:
            return []
        needles = self.env["acupuncture.needle"].search(
            STILL_IN & Domain("treatment_id.session_id", "in", treated.ids)
        )
        return needles._followup_events()

    def _followup_event(self, trigger, name, time_field):
        anchor = f"session:{self.id}:{name}"
        return Event(
            trigger, anchor, self[time_field], self, self.course_id, self.client_id
        )

    def _is_first_of_course(self):
        """Tell whether no session of the course comes before this one."""
        self.ensure_one()
        states = ("done",) if self.state == "done" else EXPECTED
        others = self.course_id.session_ids.filtered(lambda s: s.state in states)
        return all(other.start >= self.start for other in others)
