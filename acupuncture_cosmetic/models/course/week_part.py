"""Figures of a week: what is to be invoiced, and which courses end soon."""

from datetime import timedelta

from ..foundation.groups import MANAGER
from ..foundation.week import to_do
from .course_states import OPEN_STATES

SOON = timedelta(days=30)
TO_INVOICE = [
    ("invoice_status", "=", "to invoice"),
    ("order_line.product_id.service_tracking", "=", "treatment_course"),
]


@to_do(MANAGER)
def to_invoice(week):
    """Return the orders of courses that wait for an invoice."""
    waiting = [*week.ours(), *TO_INVOICE]
    count = week.env["sale.order"].search_count(waiting)
    label = week.env._("Orders to invoice")
    return [week.figure(label, count, "sale_order_action_to_invoice", waiting)]


@to_do(MANAGER)
def ends_soon(week):
    """Return the courses that end soon with sessions that nobody has booked."""
    ending = [
        *week.ours(),
        ("state", "in", OPEN_STATES),
        ("usable_until", "<=", str(week.today + SOON)),
        ("available_count", ">", 0),
    ]
    count = week.env["acupuncture.course"].search_count(ending)
    label = week.env._("Courses ending within 30 days, not all booked")
    return [week.figure(label, count, "course_action", ending, "list")]
