from odoo import models

from ...engine import clinic_clock
from .followup_rule import Event

OPENING_HOUR = 9.0


class ResPartner(models.Model):
    """Clients: what is open is named before one is archived, and rests meanwhile."""

    _inherit = "res.partner"

    def write(self, vals):
        """What rested while a client was archived comes back.

        :raises ConcurrencyError: a client was booked meanwhile; Odoo tries again
        """
        if not vals.get("active", True):
            nobody = self.env["resource.resource"]
            with self.env["acupuncture.session"]._watching_displaced(nobody):
                result = super().write(vals)
                # whoever books a client shares the contact, so this waits for them
                self.flush_recordset(["active"])
                self.env["acupuncture.booking"]._refuse_unseen("client_id", self)
                return result
        result = super().write(vals)
        if vals.get("active"):
            self._wake_followups()
            self.env["acupuncture.session"]._none_left_to_move()
        return result

    def action_archive(self):
        """Name first what is still open; the dialog archives then."""
        asked = self.env["acupuncture.archive.check"]._ask(partner_ids=self)
        return asked or super().action_archive()

    def _wake_followups(self):
        # sudo: whoever manages contacts need not read follow-ups
        followups = self.env["acupuncture.followup"].sudo()
        resting = followups.search(
            [("client_id", "in", self.ids), ("state", "=", "cancelled")]
        )
        followups._sync(resting.session_id, resting.course_id)
        for company, theirs in resting.grouped("company_id").items():
            followups._sync_clients(theirs.client_id, company)

    def _followup_events(self, company):
        """Return what is true of these clients at a clinic, by their health records."""
        heads = self.env["acupuncture.intake"].search(
            [
                ("client_id", "in", self.ids),
                ("company_id", "=", company.id),
                ("state", "in", ("submitted", "reviewed")),
            ]
        )
        here = [("client_id", "in", self.ids), ("company_id", "=", company.id)]
        clearances = self.env["acupuncture.clearance"].search(here)
        consents = self.env["acupuncture.consent"].search(here)
        return [
            *heads._followup_events(),
            *heads.finding_ids._followup_events(),
            *clearances._followup_events(),
            *consents._followup_events(),
        ]

    def _followup_event(self, trigger, anchor, at, company):
        return Event(
            trigger,
            anchor,
            at,
            self.env["acupuncture.session"],
            self.env["acupuncture.course"],
            self,
            company,
        )

    def _followup_on(self, trigger, anchor, day, company):
        """Return the event of a day, at the hour the clinic opens."""
        at = clinic_clock.at_hour(day, OPENING_HOUR, company._clinic_tz().zone)
        return self._followup_event(trigger, anchor, at, company)
