"""A robot opens every screen of the addon as each role, on a laptop and a tablet."""

import pytest
from playwright.sync_api import sync_playwright
from screens import Person, Robot

from docs.screenshots import CHROMIUM
from tools import apt

LAPTOP = {"width": 1280, "height": 800}
TABLET = {"width": 810, "height": 1080}


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def meet(databases, playwright):
    """Sign somebody of the demo clinic in: ``meet(requests, login)``."""
    with databases.throwaway("screens") as db:
        logins = {name: word for _, name, word in databases.load_demo(db)["logins"]}
        with databases.runtime.serve(db, log="screens") as server:
            yield lambda requests, login: Person(requests, server.url, login).sign_in(
                db, logins[login]
            )


@pytest.fixture
def browser(playwright):
    if not apt.has_browser():
        pytest.skip(f"No browser: root can install {' and '.join(apt.BROWSER)}")
    chromium = playwright.chromium.launch(
        executable_path=apt.find_tool("chromium"), args=CHROMIUM
    )
    yield chromium
    chromium.close()


@pytest.mark.parametrize(
    ("login", "size"), [("lead", LAPTOP), ("desk", TABLET)], ids=["lead", "desk"]
)
def test_no_screen_has_a_fault(meet, browser, login, size):
    """The clinical lead is manager and acupuncturist in one: she sees nearly all."""
    context = browser.new_context(viewport=size, timezone_id="Europe/Vienna")
    context.set_default_timeout(60_000)
    person = meet(context.request, login)
    screens = person.screens()
    robot = Robot(person, context.new_page())
    for screen in screens:
        robot.walk(screen)
    assert person.faults == []
    assert robot.opened > 2 * len(screens), "hardly anything was opened"


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
