from odoo import models


class FormLink(models.Model):
    """Who says no to what is needed is called: a task of the desk, in neutral words."""

    _inherit = "acupuncture.form.link"

    def _call_asked(self):
        result = super()._call_asked()
        self._sync_call()
        return result

    def _complete(self):
        result = super()._complete()
        self.filtered("call_asked_at")._sync_call()
        return result

    def _sync_call(self):
        # the client's visit makes the task without a right to create one
        followups = self.env["acupuncture.followup"].sudo()
        for link in self:
            followups._sync_clients(link.client_id.sudo(), link.company_id)

    def _followup_events(self):
        """Return the wish of each for a call."""
        return [
            link.client_id._followup_event(
                "call_asked",
                f"link:{link.id}:call",
                link.call_asked_at,
                link.company_id,
            )
            for link in self
        ]
