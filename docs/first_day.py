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
COURSE = "Facial rejuvenation, 12 sessions"


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
        """Sign in as the person who installed the addon."""
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("#login", "admin")
        self.page.fill("#password", "admin")
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".o_action_manager > .o_action")

    def click(self, selector: str) -> None:
        """One click on the first of ``selector`` that can be seen."""
        self.page.locator(f"{selector}:visible").first.click()
        self.clicks += 1
        self.settle()

    def open_app(self, name: str) -> None:
        """By the squares in the corner."""
        self.click(".o_navbar_apps_menu button")
        self.click(
            f".o_app:text-is('{name}'), .o-dropdown--menu .o_app:has-text('{name}')"
        )

    def menu(self, *names: str) -> None:
        """Walk down the menus, wherever the width of the screen has put them."""
        sections = self.page.locator(".o_menu_sections")
        for name in names:
            entry = self.page.locator(
                f".o_menu_sections :text-is('{name}'):visible,"
                f" .o-dropdown--menu :text-is('{name}'):visible"
            )
            self.page.wait_for_timeout(150)
            if not entry.count():
                sections.locator(".o_menu_sections_more").click()
                self.clicks += 1
                entry.first.wait_for()
            entry.first.click()
            self.clicks += 1
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

    def pick(self, label: str, value: str) -> None:
        """Take a value of the drop-down beside a label."""
        box = self.page.locator(f"label:has-text('{label}'):visible").first
        self.click(f"#{box.get_attribute('for')}")
        self.click(f".o_select_menu_item:has-text('{value}')")

    def save(self) -> None:
        self.click(".o_form_button_save")
        self.page.wait_for_selector(".o_form_saved")

    def settle(self) -> None:
        """Wait until Odoo has nothing left to load or to draw."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_function("() => !document.querySelector('.o_blockUI')")


def name_the_clinic(me: Manager) -> None:
    """Settings: name, country, telephone; the hours it keeps."""
    me.open_app("Settings")
    me.click("a:has-text('Update Info'), button:has-text('Update Info')")
    me.enter("name", "Quiet Needle Clinic")
    me.enter("phone", "+43 1 555 01 23")
    me.enter("email", "hello@example.com")
    me.choose("country_id", "Austria")
    me.look("first_1_clinic")
    me.save()


def hire(me: Manager) -> None:
    """A practitioner who signs charts: a login with a role, then licence and hours."""
    me.menu("Users & Companies", "Users")
    me.click(".o_list_button_add")
    me.enter("name", "Lin Mei")
    me.enter("login", "lin@example.com")
    me.pick("Clinical", "Practitioner")
    me.look("first_2_login")
    me.save()
    me.open_app("Clinic")
    me.menu("Configuration", "Practitioners")
    me.click(".o_list_button_add")
    me.enter("name", "Lin Mei")
    me.choose("user_id", "Lin Mei")
    me.enter("licence_number", "AC-2041")
    me.click("[name='cosmetic_certified'] input")
    me.look("first_3_practitioner")
    me.save()


def furnish(me: Manager) -> None:
    """A room."""
    me.menu("Configuration", "Rooms")
    me.click(".o_list_button_add")
    me.enter("name", "Jade Room")
    me.save()


def offer(me: Manager) -> None:
    """A course: one of the ten protocols gives it sessions, length and rhythm."""
    me.menu("Configuration", "Treatments")
    me.click(".o-kanban-button-new")
    me.enter("name", COURSE)
    me.enter("list_price", "1440")
    me.click(".o_notebook a[name=treatment_course]")
    me.choose("protocol_id", "Classic")
    me.look("first_4_course")
    me.save()


def sell(me: Manager) -> None:
    """A client, a quotation, an order."""
    me.open_app("Sales")
    me.click(".o_list_button_add")
    me.enter("partner_id", CLIENT)
    me.click(f".o-autocomplete--dropdown-item:has-text('Create \"{CLIENT}\"')")
    me.click(".o_field_x2many_list_row_add a:has-text('Add a product')")
    me.enter("product_template_id", COURSE[:10])
    me.click(f".o-autocomplete--dropdown-item:has-text('{COURSE}')")
    me.look("first_5_quotation")
    me.click("button[name=action_confirm]")
    me.look("first_6_order")


def book(me: Manager) -> None:
    """All sessions at once."""
    me.click("button[name=action_plan_courses]")
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
