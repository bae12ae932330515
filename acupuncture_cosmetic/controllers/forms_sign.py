from odoo import http
from odoo.http import request

from ..models.screening.forms import form_values
from ..models.screening.forms.form_errors import FormErrors
from . import visit
from .forms import _PAGE, Forms


class FormsSign(Forms):
    """The end of the forms: signature, thanks, copies."""

    @http.route("/forms/sign", type="jsonrpc", auth="public", methods=["POST"])
    def sign(self, name=None, signature=None, **_params):
        """Sign everything at once. Called by Odoo's own signature form."""
        link = visit.current_link()
        facts = visit.facts()
        if not link or facts["key"] != request.httprequest.args.get("visit"):
            return self._reload("/forms")
        if link.state != "open":
            return self._reload("/forms/done")
        bundle = link._bundle()
        if bundle.must_identify(facts):
            return self._reload("/forms")
        sent = form_values.texts({"name": name, "signature": signature})
        try:
            with request.env.cr.savepoint():
                consents = link._sign(
                    bundle, sent.get("name"), sent.get("signature"), self._evidence()
                )
        except FormErrors as errors:
            link._reopen_renewed(link._bundle())
            visit.note(problems=link._problems(errors.errors))
            return self._reload("/forms?screen=sign")
        if link.channel != "tablet":  # it goes back to the desk as it is
            visit.note(copies=consents.ids)
        return self._reload("/forms/done")

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
        consent = link._copies([consent_id])
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

    def _reload(self, address):
        return {"force_refresh": True, "redirect_url": address}

    def _evidence(self):
        http_request = request.httprequest
        agent = http_request.user_agent.string[:200]
        return {"ip": http_request.remote_addr, "user_agent": agent}
