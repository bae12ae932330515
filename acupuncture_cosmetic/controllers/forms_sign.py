from odoo import http
from odoo.http import request

from ..models.foundation.form_errors import FormErrors
from ..models.pages import form_values
from . import visit
from .forms import _PAGE, _POST, Forms

LONGEST_SIGNED = 3_000_000  # bytes: the largest picture of a signature as base64


class FormsSign(Forms):
    """The end of the forms: signature, thanks, copies."""

    @http.route("/forms/sign", **_POST)
    def sign(self, **form):
        """Sign everything at once, with a drawn signature or the name as typed."""
        form = form_values.texts(form)
        link, problem = self._visited(form, LONGEST_SIGNED)
        if problem:
            return problem
        bundle = self._bundle(link)
        if bundle.must_identify or not bundle.may_open("sign"):
            return self._go()
        try:
            with request.env.cr.savepoint():
                consents = bundle.signature.sign(form, self._evidence())
        except FormErrors as errors:
            return self._unsigned(link, form, errors.errors)
        if link.channel != "tablet":  # it goes back to the desk as it is
            visit.note(copies=consents.ids)
        return self._go("done")

    @http.route("/forms/done", methods=["GET"], **_PAGE)
    def done(self, **_query):
        """Thank the client, and show no answer any more."""
        link = visit.current_link()
        if not link or link.state != "done":
            return self._go() if link else self._gone()
        return self._done_page(link)

    @http.route("/forms/copy/<int:consent_id>", methods=["GET"], **_PAGE)
    def hand_out(self, consent_id, **_query):
        """Hand out a consent that this visit signed or may read."""
        link = visit.current_link()
        copies = visit.facts().get("copies", ())
        readable = link and link.state in ("open", "done")
        if not readable or consent_id not in copies:
            return self._gone()
        consent = self._bundle(link).copies([consent_id])
        if pdf := consent._pdf():
            return self._finish(self._file(f"{consent.name}.pdf", pdf))
        values = {"clinic": link.company_id, "consent": consent}
        return self._render("forms_copy", values)

    def _file(self, name, content):
        headers = {
            "Content-Type": "application/pdf",
            "Content-Disposition": http.content_disposition(name),
        }
        return request.make_response(content, list(headers.items()))

    def _unsigned(self, link, form, errors):
        """Show what is wrong, or the text that must be read again first."""
        self._bundle(link).consents.open_renewed()
        bundle = self._bundle(link)
        if bundle.current != "sign":
            return self._go()
        return self._step_page(bundle, "sign", form, bundle.signature.places(errors))

    def _evidence(self):
        http_request = request.httprequest
        agent = http_request.user_agent.string[:200]
        return {"ip": http_request.remote_addr, "user_agent": agent}
