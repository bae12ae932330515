from odoo import api, models


class Consent(models.Model):
    """What a consent to photos opens, and what its end closes."""

    _inherit = "acupuncture.consent"

    @api.model
    def _live(self, clients, company, kind, channel=False):
        """Return client -> the consent that is in force, for those who have one."""
        agreed = self._agreed(clients, company, kind, channel)
        signed = self.search(
            [
                ("client_id", "in", agreed.ids),
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("channel", "=", channel),
                ("decision", "=", "agreed"),
                ("withdrawal_ids", "=", False),
            ],
            order="signed_at, id",
        )
        return {consent.client_id: consent for consent in signed}

    @api.model
    def _consents_changed(self, clients, company):
        result = super()._consents_changed(clients, company)
        # sudo: the client withdraws; nobody needs a right on photos for that
        self.env["acupuncture.photo.use"].sudo()._end_unagreed(clients.sudo(), company)
        return result

    def _happened(self):
        """Say where photos are in use under this consent."""
        if self.kind not in ("photo_record", "photo_publicity", "photo_teaching"):
            return super()._happened()
        if self.kind == "photo_record":
            taken = self.env["acupuncture.photo"].search_count(
                [("client_id", "=", self.client_id.id)]
            )
            return self.env._(
                "Photos taken: %(count)s. They stay in the health record, locked "
                "against any other use.",
                count=taken,
            )
        uses = self.env["acupuncture.photo.use"].search(
            [("consent_id", "=", self.id), ("unpublished_on", "=", False)]
        )
        if not uses:
            return self.env._("No photos are in use under this consent.")
        return self.env._(
            "Photos in use under this consent: %(count)s. Their use ends at once, and "
            "you get a task to take them down.",
            count=len(uses),
        )
