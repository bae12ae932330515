from odoo import api, fields, models


class Consent(models.Model):
    """A withdrawal after a late cancellation, and still before the visit."""

    _inherit = "acupuncture.consent"

    @api.model
    def _consents_changed(self, clients, company):
        result = super()._consents_changed(clients, company)
        # sudo: the client withdraws; what it costs is undone, nothing else
        sessions = self.env["acupuncture.session"].sudo()
        cancelled = sessions.search(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "=", "late_cancelled"),
                ("start", ">", fields.Datetime.now()),
            ]
        ).filtered(lambda session: not session.course_id.cancelled_on)
        for reason, spared in cancelled._uncharged().items():
            spared._waive(reason)
        return result
