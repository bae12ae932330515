from odoo import api, models


class FollowupMarketingMixin(models.AbstractModel):
    """To whom marketing may go; every cause to send none gives one and the same reason.

    Else whoever reads why a message was skipped would learn by elimination that a
    client is ill, a child or dead.
    """

    _name = "acupuncture.followup.marketing.mixin"
    _description = "Whom Marketing May Reach"

    def _is_unwelcome(self):
        """Return a test for marketing whose client may not get it from this clinic."""
        marketing = self.filtered(lambda f: f.kind == "marketing")
        allowed = {
            company: self._marketing_clients(followups.client_id, company)
            for company, followups in marketing.grouped("company_id").items()
        }
        return lambda f: (
            f.kind == "marketing" and f.client_id not in allowed[f.company_id]
        )

    @api.model
    def _marketing_clients(self, clients, company):
        """Return the clients who agreed to e-mails of a clinic and may get them."""
        agreed = self.env["acupuncture.consent"]._agreed(
            clients, company, "marketing", "email"
        )
        wanted = agreed.filtered(lambda client: not client.is_blacklisted)
        return wanted - self._suppressed(wanted, company)

    @api.model
    def _suppressed(self, clients, company):
        """Return the clients whom a clinic leaves in peace, whatever they agreed to.

        Asked by the job alone, which may read everything; clients leave, no cause does.
        """
        in_care = self.env["acupuncture.reaction"]._clients_in_care(clients, company)
        minors = self.env["acupuncture.intake"]._minors(clients, company)
        return in_care | minors
