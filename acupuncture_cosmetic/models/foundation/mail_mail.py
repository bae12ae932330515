import re

from odoo import models
from odoo.tools import html2plaintext

_LOGO = re.compile(r'<img\b[^>]*\bclass="acu-logo"[^>]*>')  # of the mail_layout
_FOLLOWED = {"outgoing": "waiting", "sent": "sent", "exception": "failed"}


class MailMail(models.Model):
    """Odoo's queue tells our deliveries what became of each message.

    As text a message begins with its words: no line stands there for the logo.
    """

    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, *args, **kwargs):
        results = super()._prepare_outgoing_list(*args, **kwargs)
        for told in results:
            if _LOGO.search(str(told["body"])):
                words = _LOGO.sub("", str(told["body"]))
                told["body_alternative"] = html2plaintext(words).strip()
        return results

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
