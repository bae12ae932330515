from odoo import api, models


class Clearance(models.Model):
    """Its follow-up: an answer that a doctor was asked for and that has not come."""

    _inherit = "acupuncture.clearance"

    @api.model_create_multi
    def create(self, vals_list):
        clearances = super().create(vals_list)
        for company, asked in clearances.grouped("company_id").items():
            # as in the history: asking is the right, follow-ups happen
            followups = self.env["acupuncture.followup"].sudo()
            followups._sync_clients(asked.client_id.sudo(), company)
        return clearances

    def _followup_events(self):
        """Return what is still waited for."""
        return [
            clearance.client_id._followup_event(
                "clearance_asked",
                f"clearance:{clearance.id}:asked",
                clearance.requested_at,
                clearance.company_id,
            )
            for clearance in self
            if clearance.state == "requested"
        ]
