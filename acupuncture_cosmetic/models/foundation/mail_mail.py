from odoo import models

_FOLLOWED = {"outgoing": "waiting", "sent": "sent", "exception": "failed"}


class MailMail(models.Model):
    """Odoo's queue tells our deliveries what became of each message."""

    _inherit = "mail.mail"

    def write(self, vals):
        result = super().write(vals)
        if state := _FOLLOWED.get(vals.get("state")):
            deliveries = self.env["acupuncture.delivery"]
            deliveries._follow(self, state, vals.get("failure_type"))
        return result

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        # the row of a message that was sent goes with the next line
        state = "failed" if failure_type else "sent"
        deliveries = self.env["acupuncture.delivery"]._follow(self, state, failure_type)
        if failure_type:
            deliveries._tell_senders()
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
