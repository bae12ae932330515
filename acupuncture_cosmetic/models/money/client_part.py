"""The client's page: what is still to be paid."""

from odoo.tools import formatLang

from ..foundation.client_page import client_part
from ..foundation.groups import BILLING, FRONT_DESK


@client_part("balance", FRONT_DESK, BILLING)
def balance(page):
    """Return what the client's courses are worth, and what of it is due."""
    courses = page.env["acupuncture.course"].search(page.domain())
    standings = courses._standings()
    paid, due = (
        {
            currency: sum(standings[each][place] for each in theirs)
            for currency, theirs in courses.grouped("currency_id").items()
        }
        for place in (1, 2)
    )
    return {
        "owes": any(not currency.is_zero(sum_) for currency, sum_ in due.items()),
        "due": _told(page, due),
        "paid": _told(page, paid),
    }


def _told(page, sums):
    """Return sums by currency in words, each in its own: they do not add up."""
    some = {one: sum_ for one, sum_ in sums.items() if not one.is_zero(sum_)}
    some = some or {page.company.currency_id: 0.0}
    return " + ".join(
        formatLang(page.env, sum_, currency_obj=one) for one, sum_ in some.items()
    )
