from odoo import http
from odoo.exceptions import ValidationError
from odoo.http import request

from odoo.addons.mail.controllers.attachment import AttachmentController


class Attachment(AttachmentController):
    """A file that is refused is refused in words, not as "Server error"."""

    @http.route()
    def mail_attachment_upload(self, ufile, thread_id, thread_model, **kwargs):
        try:
            with request.env.cr.savepoint():
                return super().mail_attachment_upload(
                    ufile, thread_id, thread_model, **kwargs
                )
        except ValidationError as error:
            # Odoo's uploader shows the message of an error in this shape alone
            return request.make_json_response({"error": {"message": str(error)}})
