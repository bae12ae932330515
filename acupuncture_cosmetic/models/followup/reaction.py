from odoo import api, models

from ..chart.reaction import BRUISES
from .followup_rule import Event

WATCHED = {"kind", "severity", "ctcae_grade", "outcome", "resolved_on"}


class Reaction(models.Model):
    """Reactions are followed up until they are gone."""

    _inherit = "acupuncture.reaction"

    @api.model_create_multi
    def create(self, vals_list):
        reactions = super().create(vals_list)
        reactions._sync_followups()
        return reactions

    def write(self, vals):
        result = super().write(vals)
        if WATCHED & vals.keys():
            self._sync_followups()
        return result

    def unlink(self):
        sessions = self.session_id
        result = super().unlink()
        self._sync_sessions(sessions)
        return result

    def _sync_followups(self):
        self._sync_sessions(self.session_id)
        if any(one.severity == "serious" and not one.resolved_on for one in self):
            # the clinical lead is told within a minute, not at the next round
            self.env.ref("acupuncture_cosmetic.ir_cron_followups")._trigger()

    @api.model
    def _sync_sessions(self, sessions):
        # sudo: who records a reaction makes follow-ups happen, without a right to it
        followups = self.env["acupuncture.followup"].sudo()
        followups._sync(sessions.sudo(), sessions.course_id.browse())

    @api.model
    def _clients_in_care(self, clients, company):
        """Return the clients whose serious reaction goes on, or was fatal."""
        serious = self.search(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("severity", "=", "serious"),
                "|",
                ("resolved_on", "=", False),
                ("outcome", "=", "fatal"),
            ]
        )
        return serious.client_id

    def _followup_events(self):
        """Return what is still to be watched, as events that follow-ups hang on."""
        return [
            event
            for reaction in self
            if not reaction.resolved_on
            for event in reaction._events_of_reaction()
        ]

    def _events_of_reaction(self):
        if self.severity == "serious":
            yield self._followup_event("reaction_serious")
            if self.outcome != "recovering":
                yield self._followup_event("reaction_unstable")
        elif self.kind in BRUISES:
            yield self._followup_event("reaction_bruise")
        else:
            yield self._followup_event("reaction_other")

    def _followup_event(self, trigger):
        """Return an event of this reaction; it counts from when it became known."""
        session = self.session_id
        return Event(
            trigger,
            f"reaction:{self.id}",
            self.recorded_at,
            session,
            session.course_id,
            session.client_id,
        )
