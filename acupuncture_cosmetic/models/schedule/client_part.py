"""The client's page: the visits, those ahead and those that were."""

from odoo import fields
from odoo.tools import formatLang

from ..foundation.client_page import client_part
from ..foundation.groups import BILLING, FRONT_DESK
from .session_states import AHEAD, OCCUPYING, OPEN

AHEAD_SHOWN = 12
PAST_SHOWN = 12


@client_part("visits", FRONT_DESK, BILLING)
def visits(page):
    """Return the visits as a line, the latest on top.

    ``unfinished`` is one that is under way, or over without anybody saying so; ``next``
    the next one to come.
    """
    sessions = page.env["acupuncture.session"]
    ahead, past = (
        sessions.search([*page.domain(), ("state", *states)], order=order, limit=limit)
        for states, order, limit in (
            (("in", OPEN), "start, id", AHEAD_SHOWN),
            (("not in", OPEN), "began_at desc, id desc", PAST_SHOWN),
        )
    )
    now = fields.Datetime.now()
    begun = ahead.filtered(lambda one: one.state not in AHEAD or one.stop < now)
    coming = ahead - begun
    shown = (ahead | past).sorted(lambda one: (one.began_at, one.id), reverse=True)
    return {
        "total": sessions.search_count(page.domain()),
        "held": bool(past.filtered(lambda one: one.state == "done")),
        "unfinished": _row(page, begun[:1]) if begun else None,
        "next": _row(page, coming[:1]) if coming else None,
        "rows": [_row(page, one) for one in shown],
    }


@client_part("fees", FRONT_DESK, BILLING)
def fees(page):
    """Return what is due for missed visits, in words: no course bears these fees."""
    # sudo: the desk reads what is due, not the invoice
    sessions = page.env["acupuncture.session"].sudo()
    owed = sessions.search([*page.domain(), ("fee_invoice_id", "!=", False)])
    return [
        formatLang(page.env, sum(invoices.mapped("amount_residual")), currency_obj=one)
        for one, invoices in owed._fees_due().grouped("currency_id").items()
    ]


def _row(page, session):
    course, number = session.course_id, session.number
    place = course and session.state in OCCUPYING and number
    return {
        "id": session.id,
        "at": page.moment(session.began_at),
        "title": page.env._(
            "Visit %(number)s of %(all)s", number=number, all=course.session_count
        )
        if place
        else page.label(session, "kind"),
        "kind": session.kind,
        "state": session.state,
        "state_label": page.label(session, "state"),
        "is_open": session.state in OPEN,
        "with": session.practitioner_id.name,
        "treatment": course.product_id.name or "",
    }
