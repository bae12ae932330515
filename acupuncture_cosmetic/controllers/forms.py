from urllib.parse import urlencode

from odoo import http
from odoo.http import request

from ..models.foundation.form_errors import FormErrors
from ..models.pages import form_values
from . import visit

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "frame-ancestors 'none'",
}
LONGEST = 1_000_000  # bytes of one page, many times what its fields hold
_PAGE = {"type": "http", "auth": "public", "sitemap": False}
# They ask for the token themselves, see _visited: who lost the session keeps the text.
_POST = {**_PAGE, "methods": ["POST"], "csrf": False}


class Forms(http.Controller):
    """The client's forms. Reading changes nothing: mail scanners follow every link."""

    @http.route("/forms/<string:token>", methods=["GET"], **_PAGE)
    def open_link(self, token, **_query):
        """Exchange the token for a visit; its address is not seen again."""
        device = request.session.uid
        link = visit.find_link(token)
        if not link:
            return self._refuse_token()
        if link.state != "open":  # whoever holds it was sent it: no guess
            return self._gone()
        if request.httprequest.method == "HEAD":
            return self._finish(request.make_response(""))
        visit.begin(link, device)
        return self._go("tablet" if self._is_staff_tablet(link) else None)

    @http.route("/forms/tablet", methods=["GET"], **_PAGE)
    def tablet(self, **_query):
        """Ask whoever is logged in to log out before the client begins."""
        link = visit.current_link()
        if not link:
            return self._gone()
        return self._render("forms_tablet", {"clinic": link.company_id})

    @http.route("/forms/begin", methods=["POST"], **_PAGE)
    def begin(self, **_form):
        """Log the staff out on this device; only the visit goes on."""
        link = visit.current_link()
        if not link:
            return self._gone()
        device = request.session.uid or visit.facts().get("device")
        request.session.logout(keep_db=True)
        visit.begin(link, device)
        return self._go()

    @http.route("/forms", methods=["GET"], **_PAGE)
    def show(self, screen=None, **_query):
        """Show the step asked for, when it is open already, else the first open one."""
        link = visit.current_link()
        if not link:
            return self._gone()
        if link.state == "done":
            return self._go("done")
        if link.state != "open":
            return self._gone()
        bundle = self._bundle(link)
        if bundle.must_identify:
            return self._birth_date_page(link)
        if bundle.lists_papers:
            visit.note(copies=bundle.signed.ids)
        if page := bundle.front():
            return self._render(*page)
        if bundle.offers_earlier:
            return self._earlier_page(link)
        if not bundle.steps:  # all was signed on another way meanwhile
            return self._done_page(link)
        step = screen if screen and bundle.may_open(screen) else bundle.current
        problems = bundle.problems(step)
        return self._step_page(bundle, step or bundle.steps[-1], None, problems)

    @http.route("/forms/save", **_POST)
    def save(self, screen="", came_from="", **form):
        """Take in a step and go to the next one, or say what is wrong."""
        form = form_values.texts(form)
        link, problem = self._visited(form)
        if problem:
            return problem
        bundle = self._bundle(link)
        if not bundle.may_open(screen):
            return self._go()
        if bundle.must_identify:
            if self._may_keep(bundle, screen):
                self._keep(bundle, screen, form)
            return self._go()
        if clash := bundle.unsent.clash(screen, form):
            self._keep(bundle, screen, form)
            return self._wrong(link, screen, *clash)
        try:
            with request.env.cr.savepoint():
                bundle.save(screen, form)
        except FormErrors as errors:
            return self._wrong(link, screen, form, errors.errors)
        visit.note(**bundle.seen())
        return self._next(bundle.then or self._bundle(link), screen, came_from, form)

    @http.route("/forms/autosave", **_POST)
    def autosave(self, screen="", **form):
        """Keep what is being typed, beside what was typed elsewhere meanwhile.

        Also of whoever has yet to say again who is there: nothing is shown then.
        """
        form = form_values.texts(form)
        link, problem = self._visited(form)
        if problem:
            return problem
        bundle = self._bundle(link)
        if not self._may_keep(bundle, screen):
            return self._finish(request.make_json_response({}, status=409))
        seen, both = self._keep(bundle, screen, form)
        shown = both and not bundle.must_identify
        answer = {"saved": True, **({"both": both} if shown else {})}
        response = self._finish(request.make_json_response(answer))
        response.headers["X-Forms-Seen"] = seen or ""
        return response

    def _may_keep(self, bundle, screen):
        """Tell whether text is taken: also of who once said who is there."""
        opened = not bundle.must_identify or bundle.visit.get("knew")
        return bool(opened) and bundle.may_open(screen)

    def _keep(self, bundle, screen, form):
        """Keep what was typed; return the name of the state, and both where two are."""
        clash = bundle.unsent.clash(screen, form)
        bundle.unsent.keep(screen, clash[0] if clash else form)
        seen = self._note_written(bundle, screen, form)
        return seen, clash[0] if clash else None

    def _note_written(self, bundle, screen, form):
        """Remember what this page wrote last: its own words are no clash."""
        if screen not in bundle.steps:
            return None
        seen = bundle.unsent.state_name(screen)
        visit.note_written(form.get("page"), seen)
        return seen

    @http.route("/forms/csrf", methods=["GET"], **_PAGE)
    def csrf(self, **_query):
        """Hand out a fresh token of the session, for a page that was open for long."""
        return self._finish(request.make_json_response({"csrf": request.csrf_token()}))

    @http.route("/forms/<path:rest>", methods=["GET", "POST"], csrf=False, **_PAGE)
    def nothing(self, **_form):
        """No address below ours shows a page that is not ours."""
        return self._gone()

    @http.route("/forms/call", methods=["GET"], **_PAGE)
    def call(self, screen=None, **_query):
        """Say that somebody will call, and leave the way open."""
        link = visit.current_link()
        if not link or link.state != "open" or not link.call_asked_at:
            return self._go() if link else self._gone()
        values = {"clinic": link.company_id, "screen": screen}
        return self._render("forms_call", values)

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    def _visited(self, form, longest=LONGEST):
        """Return the open link of the visit a form belongs to, or what to answer."""
        if (request.httprequest.content_length or 0) > longest:
            return None, self._refuse("forms_too_long", 413)
        if not request.validate_csrf(form.get("csrf_token")):
            return None, self._lost(form)
        link = visit.current_link()
        if not link:
            return None, self._lost(form)
        if form.get("visit") != visit.facts()["key"]:
            return None, self._refuse("forms_other_visit", 409)
        if link.state != "open":
            return None, self._go("done") if link.state == "done" else self._gone()
        return link, None

    def _bundle(self, link):
        return link._bundle(visit.facts())

    def _is_staff_tablet(self, link):
        return link.channel == "tablet" and request.session.uid

    def _refuse_token(self):
        # Visitors have no rights; nothing but a count comes back.
        attempts = request.env["acupuncture.form.attempt"].sudo()
        if attempts._is_throttled(request.httprequest.remote_addr):
            return self._refuse("forms_gone", 429)
        return self._gone()

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def _next(self, bundle, step, came_from, form):
        """Go on after a step; ``bundle`` is as it is now."""
        if bundle.link.state == "done":
            return self._go("done")
        self._note_written(bundle, step, form)
        if bundle.waits_for_call(step):
            return self._go("call", step)
        if step == "about":
            visit.verify()  # who has just said it need not say it again
        step = bundle.current if came_from == "sign" else bundle.after(step)
        return self._go(screen=step)

    def _wrong(self, link, step, form, errors):
        return self._step_page(self._bundle(link), step, form, errors)

    def _step_page(self, bundle, step, typed=None, errors=None):
        template, values = bundle.page(step, typed, errors)
        came_from = request.params.get("from") or request.params.get("came_from") or ""
        values["came_from"] = "sign" if came_from == "sign" else ""
        return self._render(template, values, status=422 if errors else 200)

    def _done_page(self, link):
        bundle = self._bundle(link)
        values = {
            "clinic": link.company_id,
            "link": link,
            "copies": bundle.copies(visit.facts().get("copies", ())),
            **bundle.thanks(),
        }
        return self._render("forms_done", values)

    def _birth_date_page(self, link, problem=None):
        values = {
            "clinic": link.company_id,
            "visit": visit.facts(),
            "errors": {"birth_day": problem} if problem else {},
        }
        return self._render("forms_birth_date", values, 422 if problem else 200)

    def _earlier_page(self, link, problem=None, refused=False):
        values = {
            "clinic": link.company_id,
            "visit": visit.facts(),
            "coded": visit.facts().get("coded"),
            "address": link._masked_address(),
            "can_send": link._can_send_code(),
            "refused": refused,
            "errors": {"code": problem} if problem else {},
        }
        return self._render("forms_earlier", values, 422 if problem else 200)

    def _gone(self):
        return self._refuse("forms_gone", 404)

    def _lost(self, form):
        """Keep the text of a page whose session the browser has lost, and go on.

        The page itself proves whose it is; who is there is asked again.
        """
        own = form.get("visit") and form["visit"] == visit.facts().get("key")
        link = visit.current_link() if own else visit.resume(form.get("way"))
        if not link:
            return self._gone()
        screen = request.params.get("screen", "")
        bundle = self._bundle(link)
        kept = link.state == "open" and self._may_keep(bundle, screen)
        if kept:
            self._keep(bundle, screen, form)
        values = {"clinic": link.company_id, "kept": kept, "screen": screen}
        return self._render("forms_lost", values, 400)

    def _refuse(self, template, status):
        return self._render(template, {}, status)

    def _go(self, page=None, screen=None):
        query = {"screen": screen} if screen else {}
        address = f"/forms/{page}" if page else "/forms"
        if request.httprequest.headers.get("X-Forms"):  # our script goes there itself
            address += f"?{urlencode(query)}" if query else ""
            return self._finish(request.make_json_response({"go": address}))
        return self._finish(request.redirect_query(address, query, code=303))

    def _render(self, template, values, status=200):
        values = {"way": visit.way(), **values}
        response = request.render(
            f"acupuncture_cosmetic.{template}", values, status=status
        )
        response.flatten()
        return self._finish(response)

    def _finish(self, response):
        response.headers.update(HEADERS)
        return response
