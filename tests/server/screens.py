"""Every screen of the addon as a role finds it: menus, views, filters, groups.

Nothing is listed here: menus, views and filters are asked of the server as the person
who is signed in.
"""

import ast
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from xml.etree import ElementTree

from playwright.sync_api import Error

ROOT = "acupuncture_cosmetic.menu_root"
WAIT = 10_000
TROUBLE = ".o_error_dialog, .o_notification:has(.bg-danger)"
# Columns beside each other scroll by themselves, and on a tablet a long list does.
TOO_WIDE = """() => {
    const columns = ['kanban', 'pivot', 'activity']
        .map((kind) => `.o_${kind}_view .o_content`);
    const lists = innerWidth < 1280 ? [] : ['.o_list_renderer'];
    const boxes = ['html', 'body', '.o_action_manager', '.o_content', ...lists];
    return [...document.querySelectorAll(boxes)]
        .filter((box) => box.scrollWidth > box.clientWidth + 1 && !box.matches(columns))
        .map((box) => `${box.className || box.tagName} is ${box.scrollWidth} wide`
            + ` in ${box.clientWidth}`);
}"""
# axe-core looks at our part of a screen, below Odoo's bar of search and buttons.
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js")
OURS = ".o_acu_screen .o_content"
CHECKS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SERIOUS = ["serious", "critical"]
# Odoo draws these, in every app alike: a view can neither name nor colour them.
ODOOS = {
    ".o-checkbox input": "the boxes of a list and its yes or no have no label",
    ".o_optional_columns_dropdown": "the button of further columns has a sign alone",
    ".o_notebook_headers": "the pages of a form stand in a list that is none of tabs",
    ".o-mail-Chatter": "the column of messages",
    ".o-mail-Avatar, .o_avatar": "pictures of users, beside the name",
    ".o_tag": "tags say whether they are chosen, which a tag may not",
    ".o_select_menu_toggler": "a choice refuses the browser's proposals in its own way",
    ".o-autocomplete--input": "the field of a record tells what its list should tell",
    ".o-dropdown": "whatever opens says so, with a role or without",
    ".o_calendar_sidebar_container, .o_calendar_filter": "the side of the calendar",
    ".fc, .oi-panel-right": "the calendar itself, and what folds its side away",
    ".o_progress": "a bar of progress without the role of one",
    ".o_colorlist": "colours, in a menu that is none",
    ".o_activity_view": "the table of activities",
    ".o-mail-ActivityButton, .o-mail-Activity": "activities of a record",
}
STILL = "* { transition: none !important; animation: none !important; }"
BARRIERS = """async ([ours, odoos, tags, serious]) => {
    if (!document.querySelector(ours)) return null;
    const found = await axe.run(
        { include: [[ours]], exclude: odoos.map((each) => [each]) },
        {
            runOnly: tags,
            resultTypes: ["violations"],
            // Chromium scrolls by the keyboard what has nothing to stand on.
            rules: { "scrollable-region-focusable": { enabled: false } },
        }
    );
    return found.violations
        .filter((each) => serious.includes(each.impact))
        .flatMap(({ id, nodes }) => nodes.slice(0, 2).map((node) => {
            const why = [...node.any, ...node.all, ...node.none][0]?.message || "";
            return `${id}: ${node.html.slice(0, 160)}: ${why}`;
        }));
}"""
OPEN = """async ([action, viewType, context, resId]) => {
    const service = odoo.__WOWL_DEBUG__.root.env.services.action;
    const options = { clearBreadcrumbs: true, additionalContext: context };
    if (viewType) options.viewType = viewType;
    if (resId) options.props = { resId };
    await service.doAction(action, options);
}"""


@dataclass
class Screen:
    """One window behind a menu: what may be seen there, and how it can be filtered."""

    menu: str
    action: dict
    modes: list = field(default_factory=list)
    filters: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)
    dated: dict = field(default_factory=dict)

    @property
    def searches(self):
        """Names of what can be chosen in the search menu."""
        return [*self.filters, *self.groups, *self.dated]

    @property
    def searched_in(self):
        """A view with a search bar: the board of the day has none."""
        return next((mode for mode in self.modes if mode in ("list", "kanban")), "")


class Named(ast.NodeTransformer):
    """Puts values in the place of names; whatever else is no value is refused."""

    def __init__(self, **names):
        self.names = names

    def visit_Name(self, node):
        return ast.Constant(self.names[node.id])


class Person:
    """Somebody who is signed in: asks the server what the web client asks."""

    def __init__(self, requests, url, login):
        self.requests = requests
        self.url = url
        self.login = login
        self.faults = []

    def sign_in(self, db, password):
        """Open a session; return the person."""
        answer = self.post(
            "/web/session/authenticate", db=db, login=self.login, password=password
        )
        self.uid = answer["uid"]
        self.context = {**answer["user_context"], "uid": self.uid}
        return self

    def post(self, path, **params):
        """Return the result of one request of the web client.

        :raises Error: with the words of the server
        """
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.requests.post(
            f"{self.url}{path}",
            data=json.dumps(body),
            headers={"Content-Type": "application/json"},
            timeout=3 * WAIT,
        ).json()
        if "error" in answer:
            raise Error(str(answer["error"]["data"]["message"]))
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        """Return what a method of a model answers this person."""
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def screens(self):
        """Every window of the addon's menus."""
        menus = self.requests.get(f"{self.url}/web/webclient/load_menus").json()
        root = next(
            key for key in menus["root"]["children"] if menus[str(key)]["xmlid"] == ROOT
        )
        return [self._screen(menu) for menu in _leaves(menus, root)]

    def _screen(self, menu):
        action = self.post("/web/action/load", action_id=menu["actionID"])
        screen = Screen(menu["name"], action)
        if action["type"] == "ir.actions.act_window":
            screen.modes = [mode for _id, mode in action["views"] if mode != "form"]
            self._read_views(screen)
        return screen

    def _read_views(self, screen):
        action, model = screen.action, screen.action["res_model"]
        search = action["search_view_id"] and action["search_view_id"][0]
        told = self.call(model, "get_views", [*action["views"], [search, "search"]])
        fields = told["models"][model]["fields"]
        arch = ElementTree.fromstring(told["views"]["search"]["arch"])
        for node in arch.iter("filter"):
            name = node.get("name")
            if group := ast.literal_eval(node.get("context") or "{}").get("group_by"):
                if fields[group.partition(":")[0]]["type"] != "properties":
                    screen.groups[name] = _with_interval(group, fields)
            elif node.get("date"):
                screen.dated[name] = node.get("date")
            else:
                screen.filters[name] = node.get("domain") or "[]"

    def evaluate(self, expression):
        """A domain or context as the web client reads it: values, and who asks."""
        told = ast.parse(expression.strip() or "{}", mode="eval")
        return ast.literal_eval(Named(uid=self.uid).visit(told))

    def try_searches(self, screen):
        """Search with each filter and count by each group, without a browser."""
        model = screen.action["res_model"]
        context = {**self.context, **self._context(screen)}
        base = self.evaluate(screen.action["domain"] or "[]")
        for name, domain in screen.filters.items():
            with self.noting(screen, f"filter {name}"):
                self.call(
                    model,
                    "web_search_read",
                    [*base, *self.evaluate(domain)],
                    {"display_name": {}},
                    limit=5,
                    context=context,
                )
        for name, group in screen.groups.items():
            with self.noting(screen, f"group {name}"):
                self.call(
                    model, "web_read_group", base, [group], ["__count"], context=context
                )

    def first_id(self, screen):
        """The first record behind the window, however it is filtered."""
        found = self.call(
            screen.action["res_model"],
            "search",
            self.evaluate(screen.action["domain"] or "[]"),
            limit=1,
            context={**self.context, **self._context(screen)},
        )
        return found and found[0]

    def _context(self, screen):
        found = screen.action["context"]
        found = self.evaluate(found) if isinstance(found, str) else found
        return {k: v for k, v in found.items() if not k.startswith("search_default_")}

    @contextmanager
    def noting(self, screen, what):
        """Note what goes wrong meanwhile."""
        try:
            yield
        except Error as error:
            self.note(screen, what, error.message.splitlines()[0])

    def note(self, screen, what, why):
        self.faults.append(f"{self.login}: {screen.menu}, {what}: {why}")


class Robot:
    """Opens what a person may open in Chromium, and looks whether all is well.

    :param barriers: look with axe-core, too, for what keeps people out
    """

    def __init__(self, person, page, *, barriers=False):
        self.person = person
        self.page = page
        self.barriers = barriers
        self.looked_at = 0
        self.opened = 0
        self.heard = []
        self.waiting = set()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.heard.append(f"page error: {error}"))
        page.on("request", self._on_request)
        page.on("requestfinished", lambda request: self.waiting.discard(request))
        page.on("requestfailed", self._on_failed)
        page.on("response", self._on_response)
        page.goto(f"{person.url}/odoo")
        page.wait_for_selector(".o_action_manager > .o_action")
        self.settle()

    def _on_console(self, message):
        if message.type == "error":
            self.heard.append(f"console: {message.text[:300]}")

    def _on_request(self, request):
        if request.resource_type in ("fetch", "xhr"):
            self.waiting.add(request)

    def _on_failed(self, request):
        self.waiting.discard(request)
        if "ERR_ABORTED" not in (request.failure or ""):
            self.heard.append(f"{request.url}: {request.failure}")

    def _on_response(self, response):
        if response.status >= 400:
            self.heard.append(f"{response.url}: {response.status}")

    def settle(self):
        """Wait until nothing is asked of the server and nothing is drawn any more."""
        for _ in range(WAIT // 50):
            self.page.wait_for_timeout(50)
            if not self.waiting:
                break
        else:
            self.heard.extend(f"no answer: {request.url}" for request in self.waiting)
            self.waiting.clear()
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame("
            "() => requestAnimationFrame(done)))"
        )

    def open(self, screen, what, mode="", context=None, record=0):
        """Open the window in a view, and note what is wrong with it."""
        self.heard.clear()
        arguments = [screen.action["id"], mode, context or {}, record]
        with self.person.noting(screen, what):
            self.page.evaluate(OPEN, arguments)
            self.settle()
            if mode:
                self.page.wait_for_selector(
                    f".o_action_manager .o_{mode}_view", timeout=WAIT
                )
            if context:
                self.page.wait_for_selector(".o_searchview_facet", timeout=WAIT)
        self.look(screen, what)

    def look(self, screen, what):
        """Note what is wrong with what is shown; a dialog is not left open."""
        self.opened += 1
        wrong = [*self.heard, *self.page.evaluate(TOO_WIDE), *self.find_barriers()]
        for box in self.page.locator(TROUBLE).all():
            wrong.append(" ".join(box.inner_text().split())[:300])
        width = self.page.viewport_size["width"]
        for why in wrong:
            self.person.note(screen, f"{what} at {width}", why)
        if self.page.locator(".modal, .o_notification").count():
            self.page.reload()
            self.page.wait_for_selector(".o_action_manager > .o_action")

    def find_barriers(self):
        """What is serious of what axe-core finds in our part of the screen."""
        if not self.barriers:
            return []
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text())
            self.page.add_style_tag(content=STILL)
        found = self.page.evaluate(BARRIERS, [OURS, list(ODOOS), CHECKS, SERIOUS])
        self.looked_at += found is not None
        return found or []

    def walk(self, screen, *, each=False):
        """Every view of the window, what can be chosen in its search, one record.

        :param each: every filter and group on a screen of its own, not all at once
        """
        for mode in screen.modes or [""]:
            self.open(screen, mode, mode)
        chosen = [[name] for name in screen.searches] if each else [screen.searches]
        for names in filter(None, chosen):
            what = ", ".join(names) if each else "everything chosen"
            context = {f"search_default_{name}": 1 for name in names}
            self.open(screen, what, screen.searched_in, context)
        views = [mode for _id, mode in screen.action.get("views", [])]
        if "form" in views and (record := self.person.first_id(screen)):
            self.open(screen, "form", "form", record=record)
            self.turn_pages(screen)

    def turn_pages(self, screen):
        """Open every page of the form's notebook."""
        for tab in self.page.locator(".o_notebook_headers .nav-link:visible").all():
            name = tab.inner_text()
            self.heard.clear()
            with self.person.noting(screen, f"form, page {name}"):
                tab.click(timeout=3000)
                self.settle()
                self.look(screen, f"form, page {name}")


def _leaves(menus, key):
    menu = menus[str(key)]
    if menu["children"]:
        return [leaf for child in menu["children"] for leaf in _leaves(menus, child)]
    return [menu] if menu["actionID"] else []


def _with_interval(group, fields):
    dated = ":" not in group and fields[group]["type"] in ("date", "datetime")
    return f"{group}:month" if dated else group
