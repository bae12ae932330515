from odoo import http

from ..models.pages import form_values
from . import visit
from .forms import _POST, Forms


class FormsIdentity(Forms):
    """Who is there: the date of birth, and the code from the client's own mail."""

    @http.route("/forms/birth-date", **_POST)
    def birth_date(self, **form):
        """Let the visitor go on, once the date of birth is right."""
        form = form_values.texts(form)
        link, problem = self._visited(form)
        if problem:
            return problem
        right = link._confirm_birth_date(self._bundle(link).birth_date, form)
        if right:
            visit.verify()
            return self._go()
        unreadable = link.env._(
            "Please enter day, month and year as numbers, for example 27 3 1985."
        )
        wrong = link.env._("This is not the date of birth we know. Please try again.")
        return self._try_again(
            link, self._birth_date_page, unreadable if right is None else wrong
        )

    @http.route("/forms/earlier", **_POST)
    def earlier(self, choice="", **form):
        """Mail the code that opens the answers of before, or go on without them."""
        link, problem = self._identified(form)
        if problem:
            return problem
        if choice == "anew":
            visit.note(anew=True)
            return self._go()
        sent = link._send_code()
        visit.note(coded=sent)
        return self._earlier_page(link, refused=not sent)

    @http.route("/forms/code", **_POST)
    def code(self, code="", **form):
        """Show what was told before, once the code is right."""
        link, problem = self._identified(form)
        if problem:
            return problem
        right = link._confirm_code(form_values.texts({"code": code}).get("code"))
        if right:
            visit.note(trusted=True, draft=None)
            return self._go()
        unreadable = link.env._("Please enter the six digits of the code.")
        wrong = link.env._(
            "This is not the code of our last message, or it is older than 15 minutes."
        )
        return self._try_again(
            link, self._earlier_page, unreadable if right is None else wrong
        )

    def _identified(self, form):
        """Return the link of a visitor who said when the client was born."""
        link, problem = self._visited(form_values.texts(form))
        if not problem and self._bundle(link).must_identify:
            return None, self._go()
        return link, problem

    def _try_again(self, link, page, problem):
        return page(link, problem) if link.state == "open" else self._gone()
