from datetime import datetime, time

from odoo import api, models

from ...engine import clinic_clock
from .followup_rule import Event

MORNING = time(9)
WATCHED = {"retained", "removal_due", "treatment_id"}


class Needle(models.Model):
    """A needle that stays in is asked about on the day it comes out."""

    _inherit = "acupuncture.needle"

    @api.model_create_multi
    def create(self, vals_list):
        needles = super().create(vals_list)
        needles.filtered("retained")._sync_followups()
        return needles

    def write(self, vals):
        result = super().write(vals)
        if WATCHED & vals.keys():
            self._sync_followups()
        return result

    def _sync_followups(self):
        self.flush_recordset()  # whole: half a row breaks what PostgreSQL checks
        # sudo: who charts a needle makes follow-ups happen, without a right to it
        followups = self.env["acupuncture.followup"].sudo()
        sessions = self.treatment_id.session_id.sudo()
        followups._sync(sessions, sessions.course_id.browse())

    def _followup_events(self):
        """Return one event a treatment record, due when its first needle is."""
        return [
            needles._event_of_treatment(treatment)
            for treatment, needles in self.grouped("treatment_id").items()
        ]

    def _event_of_treatment(self, treatment):
        session = treatment.session_id
        day = datetime.combine(min(self.mapped("removal_due")), MORNING)
        zone = treatment.company_id._clinic_tz().zone
        return Event(
            "needle_due",
            f"needles:{treatment.id}",
            clinic_clock.to_utc(day, zone),
            session,
            session.course_id,
            session.client_id,
        )
