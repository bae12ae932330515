"""The screens beside bare ones: Odoo's own form, and its list of as many orders."""

from datetime import datetime, time, timedelta

from lxml import etree

from odoo import fields

from .measure import Budget, compare

OURS = "acupuncture_cosmetic"
CARDS = 60


def client_form(clinic):
    """G10: open the contact of a client with many sessions."""
    desk = clinic.env(user=clinic.front_desk, context={})
    partners = desk["res.partner"].browse(clinic.client.id)
    names = form_names(partners)
    bare = {
        name: {}
        for name in names
        if not any(OURS in module for module in partners._fields[name]._modules)
    }

    _book_weeks(clinic, 50)
    yield compare(
        "open a client with 50 sessions",
        1,
        lambda: (desk, lambda: partners.web_read(bare)),
        lambda: (desk, lambda: partners.web_read(dict.fromkeys(names, {}))),
        Budget(more=1),
    )


def today(clinic):
    """G13: the cards of a day beside as many lines in the list of orders."""
    desk = clinic.env(user=clinic.front_desk, context={})
    sessions, orders = desk["acupuncture.session"], desk["sale.order"]
    cards = dict.fromkeys(_names(sessions, "kanban"), {})
    lines = dict.fromkeys(_names(orders, "list"), {})

    clinic.orders(clinic.service, CARDS, desk)
    _book_day(clinic)
    yield compare(
        "Today of 60 cards",
        CARDS,
        lambda: (desk, lambda: orders.web_search_read([], lines, limit=CARDS)),
        lambda: (desk, lambda: sessions.web_search_read([], cards, limit=CARDS)),
        Budget(more=0, ratio=1.0),
    )


def form_names(model):
    """Return the fields that the form of a model reads."""
    return _names(model, "form")


def _names(model, kind):
    arch = etree.fromstring(model.get_view(view_type=kind)["arch"])
    return {
        node.get("name")
        for node in arch.iter("field")
        if not any(parent.tag == "field" for parent in node.iterancestors())
        and node.get("name") in model._fields
    }


def _book_weeks(clinic, count):
    values = [
        {
            "kind": "consultation",
            "client_id": clinic.client.id,
            "practitioner_id": clinic.practitioner.id,
            "start": start,
        }
        for start in clinic.mornings(count)
    ]
    clinic.env["acupuncture.session"].create(values)


def _book_day(clinic):
    midnight = datetime.combine(fields.Date.today() + timedelta(days=380), time())
    clients = clinic.env["res.partner"].create(
        [{"name": f"Card {number}"} for number in range(CARDS)]
    )
    clinic.env["acupuncture.session"].create(
        [
            {
                "kind": "consultation",
                "client_id": client.id,
                "practitioner_id": clinic.practitioner.id,
                "start": midnight + timedelta(minutes=20 * number),
                "duration": 20,
            }
            for number, client in enumerate(clients)
        ]
    )


SCREENS = (client_form, today)
