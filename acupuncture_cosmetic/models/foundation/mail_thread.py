from odoo import api, models

from .private_key import PrivateKey

BY_MAIL = PrivateKey("by_mail")  # only the gateway says that a mail came in


class MailThread(models.AbstractModel):
    """Mails that come in: marked as such by a key that no caller can send.

    A message that comes back was not delivered, whatever the mail server said.
    """

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        gateway = BY_MAIL.on(self)
        return super(MailThread, gateway)._message_route_process(
            message, message_dict, routes
        )

    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        if refs := message_dict.get("bounced_msg_ids"):
            self.env["acupuncture.delivery"]._bounced(refs)
        return result
