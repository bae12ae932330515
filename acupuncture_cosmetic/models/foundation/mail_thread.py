from odoo import api, models

_MAIL = object()  # only the gateway says that a mail came in


class MailThread(models.AbstractModel):
    """A mail that comes in is marked as one, by a key that no caller can send."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        gateway = self.with_context(acupuncture_by_mail=_MAIL)
        return super(MailThread, gateway)._message_route_process(
            message, message_dict, routes
        )
