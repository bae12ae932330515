"""The same screens and jobs at 1,000 bookings and at 100,000."""

from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tools.safe_eval import safe_eval

from .measure import REPEATS, Budget, Row, measure, middle
from .volume import CLIENTS, fill

FLAT = Budget(ratio=2)
SCREENS = (
    ("session_action_today", "kanban", "front_desk"),
    ("session_action_reporting", "graph", "manager"),
    ("credit_move_action", "list", "manager"),
    ("credit_move_action", "pivot", "manager"),
    ("reaction_report_action", "pivot", "lead"),
    ("reaction_point_report_action", "pivot", "lead"),
    ("followup_action", "list", "front_desk"),
    ("needle_action_staying", "list", "lead"),
    ("course_action", "list", "front_desk"),
    ("intake_action_review", "list", "lead"),
    ("consent_action", "list", "lead"),
)


def grow(clinic):
    """Return a row for each thing that is done, small beside large."""
    sizes = []
    for clients in (CLIENTS // 100, CLIENTS):
        with clinic.env.cr.savepoint() as savepoint:
            fill(clinic.env, clinic.course, clients)
            sizes.append(
                {
                    name: middle([measure(act) for _turn in range(REPEATS + 1)][1:])
                    for name, act in _done(clinic)
                }
            )
            savepoint.rollback()
            clinic.env.invalidate_all()
    small, large = sizes
    return [Row(name, 1, small[name], large[name], FLAT) for name in small]


def _done(clinic):
    for name, kind, who in SCREENS:
        yield f"{name} {kind}", _screen(clinic, name, kind, getattr(clinic, who))
    desk = clinic.env(user=clinic.front_desk, context={})
    sessions = desk["acupuncture.session"]
    later = fields.Datetime.now() + timedelta(hours=2)
    planned = sessions.search([("start", ">", later)], limit=1, order="start, id")
    form = dict.fromkeys(_names(sessions, "form"), {})
    free = later + timedelta(days=60)
    yield "open a session", lambda: (desk, lambda: planned.web_read(form))
    yield "move a session", lambda: (desk, lambda: planned.write({"start": free}))
    yield "cancel a session", lambda: (desk, planned.action_cancel)
    for what, text in (("client", "client 000012"), ("number", planned.name)):
        yield (
            f"find a session by {what}",
            lambda text=text: (desk, lambda: sessions.name_search(text)),
        )
    yield "find a client", lambda: (desk, lambda: _find_client(desk))


def _find_client(env):
    return env["res.partner"].name_search("client 000012")


def _screen(clinic, name, kind, user):
    """Return what prepares the reading of a screen as it opens."""
    env = clinic.env(user=user, context={})
    action = env.ref(f"acupuncture_cosmetic.{name}").sudo()
    model = env[action.res_model]
    search = etree.fromstring(model.get_view(view_type="search")["arch"])
    domain = list(safe_eval(action.domain or "[]"))
    for key in safe_eval(action.context or "{}"):
        shown = key.removeprefix("search_default_")
        for found in search.xpath(f"//filter[@name='{shown}']/@domain"):
            domain += safe_eval(found, {"uid": env.uid})
    if kind in ("pivot", "graph"):
        arch = etree.fromstring(model.get_view(view_type=kind)["arch"])
        measures, groups = ["__count"], []
        for node in arch.iter("field"):
            if node.get("type") == "measure":
                measures.append(f"{node.get('name')}:sum")
            else:
                interval = node.get("interval")
                groups.append(node.get("name") + (f":{interval}" if interval else ""))
        return lambda: (
            env,
            lambda: model.formatted_read_group(domain, groups, measures),
        )
    shown = dict.fromkeys(_names(model, kind), {})
    return lambda: (
        env,
        lambda: model.web_search_read(domain, shown, limit=80, count_limit=10001),
    )


def _names(model, kind):
    arch = etree.fromstring(model.get_view(view_type=kind)["arch"])
    return {
        node.get("name")
        for node in arch.iter("field")
        if not any(parent.tag == "field" for parent in node.iterancestors())
        and node.get("name") in model._fields
    }
