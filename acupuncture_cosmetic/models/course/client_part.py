"""The client's page: what was sold, and what is left of it."""

from ..foundation.client_finders import AT_MOST, finds_clients
from ..foundation.client_page import client_part
from ..foundation.groups import BILLING, FRONT_DESK
from .course_states import OPEN_STATES

SHOWN = 4  # open ones all; of the others the newest


@client_part("courses", FRONT_DESK, BILLING)
def courses(page):
    """Return the open courses, the one that ends first on top, then the last others."""
    mine = page.env["acupuncture.course"].search(page.domain())
    running = mine.filtered(lambda course: course.state in OPEN_STATES)
    running = running.sorted(lambda course: (not course.usable_until, course.id))
    running = running.sorted(lambda course: str(course.usable_until or "9"))
    over = (mine - running)[: max(SHOWN - len(running), 0)]
    return {
        "total": len(mine),
        "rows": [_row(page, course, course in running) for course in running + over],
    }


def _row(page, course, is_open):
    last = course.usable_until
    return {
        "id": course.id,
        "name": course.name,
        "treatment": course.product_id.name,
        "is_open": is_open,
        "is_bookable": course.state == "active",
        "state": page.label(course, "state"),
        "circles": course.credit_progress,
        "used": course.used_count,
        "booked": course.reserved_count,
        "left": course.available_count,
        "until": page.day(last),
        "ends_in": (last - page.today).days if last and course.open_count else None,
    }


@finds_clients
def by_course(partners, text):
    """Return whose course has this number, for whoever reads courses."""
    courses = partners.env["acupuncture.course"]
    is_number = len(text) > 2 and any(letter.isdigit() for letter in text)
    if not is_number or not courses.has_access("read"):
        return ()
    found = courses.search_fetch(
        [("name", "ilike", text)], ["client_id"], limit=AT_MOST, order="id"
    )
    return found.client_id.ids
