"""A robot opens every screen of the addon as each role, on a laptop and a tablet.

On the laptop axe-core looks too: what is ours keeps nobody out.
"""

import pytest
from screens import Person, Robot

LAPTOP = {"width": 1280, "height": 800}
TABLET = {"width": 810, "height": 1080}


@pytest.fixture(scope="module")
def meet(databases):
    """Sign somebody of the demo clinic in: ``meet(requests, login)``."""
    with databases.throwaway("screens") as db:
        logins = {name: word for _, name, word in databases.load_demo(db)["logins"]}
        with databases.runtime.serve(db, log="screens") as server:
            yield lambda requests, login: Person(requests, server.url, login).sign_in(
                db, logins[login]
            )


@pytest.mark.parametrize(
    ("login", "size"), [("lead", LAPTOP), ("desk", TABLET)], ids=["lead", "desk"]
)
def test_no_screen_has_a_fault(meet, browser, login, size):
    """The clinical lead is manager and acupuncturist in one: she sees nearly all."""
    context = browser.new_context(viewport=size, timezone_id="Europe/Vienna")
    context.set_default_timeout(60_000)
    person = meet(context.request, login)
    screens = person.screens()
    robot = Robot(person, context.new_page(), barriers=size == LAPTOP)
    for screen in screens:
        robot.walk(screen)
    assert person.faults == []
    assert robot.opened > 2 * len(screens), "hardly anything was opened"
    if robot.barriers:
        assert robot.looked_at > 0.8 * robot.opened, "hardly anything was ours"


@pytest.mark.parametrize(
    "login", ["manager", "desk", "acupuncturist", "billing", "marketing"]
)
def test_no_search_is_refused(meet, playwright, login):
    requests = playwright.request.new_context()
    person = meet(requests, login)
    screens = [screen for screen in person.screens() if screen.modes]
    for screen in screens:
        person.try_searches(screen)
    requests.dispose()
    assert person.faults == []
    assert sum(len(screen.searches) for screen in screens) >= len(screens)


def test_what_one_person_does_another_sees_at_once(meet, browser):
    """Two browsers show Today; the one that nobody touches follows the other."""
    windows = [
        browser.new_context(viewport=LAPTOP, timezone_id="Europe/Vienna")
        for _each in range(2)
    ]
    lead, _desk = (
        meet(window.request, login)
        for window, login in zip(windows, ("lead", "desk"), strict=True)
    )
    does, sees = (open_today(window.new_page(), lead.url) for window in windows)
    card = f".o_acu_card[data-id='{book_now(lead)}']"
    sees.wait_for_selector(card)
    does.click(f"{card} .o_acu_step[name=action_arrive]")
    sees.wait_for_selector(f"{card}:not(:has(.o_acu_step[name=action_arrive]))")
    assert sees.evaluate("window.untouched"), "the page was loaded again"


def open_today(page, url):
    """Show Today and wait until the page hears what the server says."""
    page.set_default_timeout(30_000)
    page.goto(f"{url}/odoo/clinic-today")
    page.wait_for_selector(".o_acu_day")
    page.wait_for_function(
        "odoo.__WOWL_DEBUG__.root.env.services.bus_service.workerState === 'CONNECTED'"
    )
    page.evaluate("window.untouched = true")
    return page


def book_now(person):
    """Book somebody new with somebody new, so that no hour of the day is taken."""
    client = person.call("res.partner", "create", {"name": "Nora Neu"})
    values = {"name": "Nina Neu", "acupuncture_role": "practitioner"}
    day = person.call("acupuncture.day", "read_day")
    place = {"day": day["day"], "minute": min(day["now"], 23 * 60)}
    start = person.call("acupuncture.day", "action_book", place)["context"]
    return person.call(
        "acupuncture.session",
        "create",
        {
            "client_id": client,
            "kind": "consultation",
            "practitioner_id": person.call("resource.resource", "create", values),
            "start": start["default_start"],
            "duration": 30,
            "off_hours": True,
        },
    )
