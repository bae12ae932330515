from odoo import api, models

from ...engine.screening_findings import ADULT, birthday
from ..consent.consent import TREATING


class Consent(models.Model):
    """What of a signature must not be forgotten: its end, a birthday, its photos."""

    _inherit = "acupuncture.consent"

    @api.model
    def _consents_changed(self, clients, company):
        result = super()._consents_changed(clients, company)
        # nobody needs a right on follow-ups to sign or to withdraw
        followups = self.env["acupuncture.followup"].sudo()
        followups._sync_clients(clients.sudo(), company)
        return result

    def _followup_events(self):
        """Return where signatures for treatment end, and where photo ones began.

        Of each form the newest signature alone counts; of what is signed together, the
        first to end: the client is asked once.
        """
        newest = self.browse().concat(
            *(
                consents.sorted(lambda c: (c.signed_at, c.id))[-1:]
                for consents in self.grouped(
                    lambda c: (c.client_id, c.company_id, c._subject())
                ).values()
            )
        )
        agreed = newest.filtered(
            lambda c: c.decision == "agreed" and not c.withdrawal_ids
        )
        needed = agreed.filtered(lambda c: c.kind in TREATING and c.valid_until)
        first = needed.sorted("valid_until").grouped(
            lambda c: (c.client_id, c.company_id)
        )
        photos = agreed.filtered(lambda c: c.kind.startswith("photo"))
        return [
            *(consents[:1]._end_event() for consents in first.values()),
            *(consent._photo_event() for consent in photos),
            *newest._of_age_events(),
            *self._taken_back_events(),
        ]

    def _taken_back_events(self):
        """Return what clients took back on their own page; mailings stop by themselves.

        What the clinic records itself, it knows.
        """
        return [
            taken.consent_id.client_id._followup_event(
                "consent_taken_back",
                f"consent:{taken.consent_id.id}:taken_back",
                taken.at,
                taken.company_id,
            )
            for taken in self.withdrawal_ids
            if taken._is_online() and taken.consent_id.kind != "marketing"
        ]

    def _of_age_events(self):
        """Return the 18th birthdays of those for whom a parent signed last."""
        events = []
        by_guardian = self.filtered(lambda c: c.signer_role == "guardian")
        for company, consents in by_guardian.grouped("company_id").items():
            births = self._births(consents.client_id, company)
            for client in consents.client_id.filtered(births.get):
                adult_on = birthday(births[client], ADULT)
                signed_on = min(
                    company._clinic_date(consent.signed_at)
                    for consent in consents
                    if consent.client_id == client
                )
                if signed_on < adult_on:
                    anchor = f"client:{client.id}:{company.id}:of_age"
                    events.append(
                        client._followup_on("came_of_age", anchor, adult_on, company)
                    )
        return events

    def _end_event(self):
        anchor = f"consent:{self.id}:end"
        return self.client_id._followup_on(
            "consent_expiry", anchor, self.valid_until, self.company_id
        )

    def _photo_event(self):
        anchor = f"consent:{self.id}:photo"
        return self.client_id._followup_event(
            "photo_consent", anchor, self.signed_at, self.company_id
        )
