from odoo import http

from ..models.pages import form_values
from . import visit
from .forms import _PAGE, _POST, Forms


class FormsCopies(Forms):
    """Taking back what was signed, as easily as it was given."""

    @http.route("/forms/take-back/<int:consent_id>", methods=["GET"], **_PAGE)
    def ask_take_back(self, consent_id, **_query):
        """Say what follows, and ask once; nothing changes yet."""
        link = visit.current_link()
        if not link or link.state != "open":
            return self._gone()
        bundle = self._bundle(link)
        if not bundle.lists_papers:
            return self._gone()
        if bundle.must_identify:
            return self._go()
        consent = bundle.in_force.filtered(lambda each: each.id == consent_id)
        if not consent:
            return self._go()
        values = {
            "clinic": link.company_id,
            "consent": consent,
            "visit": visit.facts(),
        }
        return self._render("forms_take_back", values)

    @http.route("/forms/take-back", **_POST)
    def take_back(self, consent="", **form):
        """Record that the client takes a consent back, once."""
        form = form_values.texts(form)
        link, problem = self._visited(form)
        if problem:
            return problem
        bundle = self._bundle(link)
        if not bundle.lists_papers:
            return self._gone()
        if not bundle.must_identify:
            bundle.take_back(int(consent) if consent.isdecimal() else 0)
        return self._go()
