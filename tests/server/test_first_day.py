"""A manager sets up a clinic from nothing: the walk of docs/first_day.md."""

from docs.first_day import COURSE, walk
from docs.screenshots import DESKTOP

MOST_CLICKS = 30  # sixty before there was a setup page
BOOKED = """
sessions = env["acupuncture.session"].search([])
course = sessions.course_id
print(len(sessions), course.product_id.name, sessions.practitioner_id.user_id.login)
"""


def test_from_nothing_to_twelve_booked_sessions(clinic, browser):
    clinic.databases.warm(clinic.db)
    with clinic.serve(log="first-day") as server:
        page = browser.new_page(viewport=DESKTOP, timezone_id="Europe/Vienna")
        clicks = walk(page, server.url, lambda name: None)
    assert clinic.shell(BOOKED).strip() == f"12 {COURSE} lin@example.com"
    assert sum(clicks.values()) <= MOST_CLICKS, clicks
