from odoo import api, models

from .intake import LIVE


class Finding(models.Model):
    """What was decided on a client's findings, for who sets the needles."""

    _inherit = "acupuncture.finding"

    @api.model
    def _decided_for(self, clients, company):
        """Return client -> decided findings of the histories that count, worst first.

        Needs the clinical role and no more. Whether a finding still holds on a day, the
        engine knows.
        """
        findings = self.search(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("intake_id.state", "in", LIVE),
                ("decision", "!=", "open"),
            ],
            order="rank, id",
        )
        return findings.grouped("client_id")
