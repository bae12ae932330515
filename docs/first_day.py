"""A clinic set up from nothing by its manager, in Chromium, clicks counted.

The walk of ``docs/first_day.md``: a database with the addon and nothing else becomes a
clinic that has sold and booked its first course. Used for the pictures and by the test
that holds the number of clicks.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, sync_playwright

from tools import apt

from .screenshots import CHROMIUM, DESKTOP, IMAGES

CLIENT = "Anna Weber"
COURSE = "Classic facial rejuvenation course, 12 sessions"


class Manager:
    """Somebody who opens the addon for the first time and counts what it costs her."""

    def __init__(self, page: Page, url: str, look: Callable[[str], None]) -> None:
        self.page = page
        self.url = url
        self.look = look
        self.clicks = 0
        # Odoo's own drop, which points at Sales, catches the clicks below it.
        page.add_init_script(
            "addEventListener('DOMContentLoaded', () => document.head.append("
            "Object.assign(document.createElement('style'),"
            " { textContent: '.o_tour_pointer { display: none !important }' })))"
        )

    def log_in(self) -> None:
        """Sign in as the person who installed the addon; the setup page opens."""
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("#login", "admin")
        self.page.fill("#password", "admin")
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".o_acu_setup")

    def click(self, selector: str) -> None:
        """One click on the first of ``selector`` that can be seen."""
        self.page.locator(f"{selector}:visible").first.click()
        self.clicks += 1
        self.settle()

    def step(self, code: str) -> None:
        """Open the dialog of a step of the setup page."""
        self.click(f"[data-step={code}] .o_acu_setup_open")
        self.page.wait_for_selector(".modal .o_form_view")

    def finish(self, code: str, verb: str) -> None:
        """Press what the dialog is for, and wait until the page calls the step done."""
        self.click(f".modal button[name={verb}]")
        self.page.wait_for_selector(f".o_done[data-step={code}]")
        self.settle()

    def enter(self, field: str, value: str) -> None:
        """Type into a field: one click to get there, or the key Tab."""
        box = self.page.locator(
            f"[name='{field}'] input:visible, [name='{field}'] textarea:visible,"
            f" input[name='{field}']:visible"
        ).last
        box.fill(value)
        self.clicks += 1

    def choose(self, field: str, value: str) -> None:
        """Type the beginning of a name and take it from the list."""
        self.enter(field, value)
        self.click(f".o-autocomplete--dropdown-item:has-text('{value}')")

    def settle(self) -> None:
        """Wait until Odoo has nothing left to load or to draw."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_function("() => !document.querySelector('.o_blockUI')")


def name_the_clinic(me: Manager) -> None:
    """Name, telephone, country; that brings currency and time zone."""
    me.look("first_1_setup")
    me.step("clinic")
    me.enter("name", "Quiet Needle Clinic")
    me.enter("phone", "+43 1 555 01 23")
    me.enter("email", "hello@example.com")
    me.choose("country_id", "Austria")
    me.look("first_2_clinic")
    me.finish("clinic", "action_save")


def hire(me: Manager) -> None:
    """A practitioner who signs charts: login, role and licence in one dialog."""
    me.step("people")
    me.enter("name", "Lin Mei")
    me.enter("email", "lin@example.com")
    me.enter("licence_number", "AC-2041")
    me.click("[name='cosmetic_certified'] input")
    me.look("first_3_person")
    me.finish("people", "action_add")


def furnish(me: Manager) -> None:
    """A room."""
    me.step("rooms")
    me.enter("names", "Jade Room")
    me.finish("rooms", "action_add")


def offer(me: Manager) -> None:
    """A course: a protocol with a price."""
    me.step("treatments")
    me.click(f".modal .o_data_row:has-text('{COURSE}') [name=price]")
    me.page.locator(".modal .o_selected_row [name=price] input").fill("1440")
    me.look("first_4_treatments")
    me.finish("treatments", "action_offer")


def sell(me: Manager) -> None:
    """A client and a confirmed order; how far the clinic is by now."""
    me.look("first_5_half")
    me.step("client")
    me.enter("name", CLIENT)
    me.look("first_6_client")
    me.click(".modal button[name=action_sell]")


def book(me: Manager) -> None:
    """All sessions at once."""
    me.page.locator(".modal .o_data_row").nth(11).wait_for()
    me.look("first_7_plan")
    me.click(".modal button[name=action_confirm]")
    me.page.locator(".modal").wait_for(state="detached")
    me.look("first_8_booked")


STEPS = (name_the_clinic, hire, furnish, offer, sell, book)


def walk(page: Page, url: str, look: Callable[[str], None]) -> dict[str, int]:
    """From the first login to twelve booked sessions; the clicks of each step."""
    me = Manager(page, url, look)
    me.log_in()
    clicks = {}
    for step in STEPS:
        before = me.clicks
        step(me)
        clicks[step.__name__] = me.clicks - before
    return clicks


def main(url: str, _database: str) -> int:
    """Take the pictures of ``docs/first_day.md`` anew and print the clicks.

    :param url: a running server with the addon and nothing else
    """

    def look(name: str) -> None:
        page.mouse.move(0, 0)
        page.screenshot(path=IMAGES / f"{name}.png")
        print(f"  docs/images/{name}.png", flush=True)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=apt.find_tool("chromium"), args=CHROMIUM
        )
        page = browser.new_page(viewport=DESKTOP, timezone_id="Europe/Vienna")
        clicks = walk(page, url, look)
        browser.close()
    print(f"  {sum(clicks.values())} clicks: {clicks}")
    return 0
