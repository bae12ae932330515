import logging

from odoo import models
from odoo.http import Response, request

_logger = logging.getLogger(__name__)


class IrHttp(models.AbstractModel):
    """Whatever goes wrong on the way to a form, the client reads a page of ours."""

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        path = request.httprequest.path
        code = getattr(response, "code", None) or response.status_code
        if not (path == "/forms" or path.startswith("/forms/")) or code < 400:
            return response
        try:
            request.env.cr.rollback()
            if not request.env.uid:
                cls._auth_method_public()
            page = "forms_trouble" if code >= 500 or code == 400 else "forms_gone"
            html = request.env["ir.ui.view"]._render_template(
                f"acupuncture_cosmetic.{page}", {"request": request}
            )
        except Exception:
            _logger.exception("Could not show a page of the forms")
            return response
        page = Response(html, status=code, content_type="text/html;charset=utf-8")
        page.headers["Cache-Control"] = "no-store"
        return page
