"""The client's page: what is still to be paid."""

from odoo.tools import formatLang

from ..foundation.client_page import client_part
from ..foundation.groups import BILLING, FRONT_DESK


@client_part("balance", FRONT_DESK, BILLING)
def balance(page):
    """Return what the client's courses are worth, and what of it is due."""
    courses = page.env["acupuncture.course"].search(page.domain())
    standings = courses._standings().values()
    currency = page.company.currency_id
    paid, due = (sum(each[place] for each in standings) for place in (1, 2))
    return {
        "owes": not currency.is_zero(due),
        "due": formatLang(page.env, due, currency_obj=currency),
        "paid": formatLang(page.env, paid, currency_obj=currency),
    }
