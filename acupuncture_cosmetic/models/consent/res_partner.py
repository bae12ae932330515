from odoo import models


class ResPartner(models.Model):
    """A client has signed what a treatment needs, or has not."""

    _inherit = "res.partner"

    def _consent_ready(self, company, techniques=()):
        """Return whether every consent needed to treat this client is in force.

        All that the front desk learns about consents is this yes or no.
        """
        self.ensure_one()
        consents = self.env["acupuncture.consent"]
        return not consents._missing(self, company, techniques or ())
