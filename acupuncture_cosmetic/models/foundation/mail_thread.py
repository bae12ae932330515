from odoo import api, models

from .private_key import PrivateKey

BY_MAIL = PrivateKey("by_mail")  # only the gateway says that a mail came in


class MailThread(models.AbstractModel):
    """A mail that comes in is marked as one, by a key that no caller can send."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        gateway = BY_MAIL.on(self)
        return super(MailThread, gateway)._message_route_process(
            message, message_dict, routes
        )
