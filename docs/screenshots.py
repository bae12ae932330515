"""Walk through the demo clinic in Chromium as its roles, and take the pictures.

The walk is that of README: lead, quotation, course, twelve sessions, treatment,
invoice, payment, follow-ups. It stops at the first step that does not work.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools import apt
from tools.project import ADDON

from .client_forms import Client, open_phone

IMAGES = Path(__file__).resolve().parent / "images"
DESCRIPTION = ADDON / "static" / "description"
DESKTOP = {"width": 1280, "height": 800}
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# The needles went in earlier than they did: nobody waits twenty minutes for a picture.
EARLIER = """async ([id, minutes]) => {
    const at = new Date(Date.now() - minutes * 60000).toISOString();
    const params = {
        model: "acupuncture.treatment",
        method: "write",
        args: [[id], { needles_in_at: at.slice(0, 19).replace("T", " ") }],
        kwargs: {},
    };
    const answer = await fetch("/web/dataset/call_kw", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", method: "call", params }),
    });
    return (await answer.json()).result;
}"""
MOVE_HERE = ".modal .o_acu_checklist button:has-text('Move Here'):visible"
CLIENT = "Ina Interesse"
COURSE = "Facial rejuvenation course, 12 sessions"


class Person:
    """Somebody at a screen: logs in, walks, takes pictures."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}/odoo/{path}")
        self.page.wait_for_selector(".o_action_manager > .o_action")
        self.settle()

    def click(self, selector: str) -> None:
        self.page.locator(f"{selector}:visible").first.click()
        self.settle()

    def click_on_day(self, client: str, verb: str, within: str = "") -> None:
        """Press in the card of a client's session that ``verb`` may be done to next.

        It stands on Today, or on another day: on Sundays the demo shows the day
        before, in the evening who is still to come comes when the clinic opens next.

        :param within: what to press; the card itself if not told
        """
        next_step = f":has-text('{client}'):has(button[name={verb}])"
        card = f".o_acu_card{next_step}"
        self.open("clinic-today")
        if not self.page.locator(card).count():
            card = f".o_kanban_record{next_step}"
            self.click(".o_switch_view.o_kanban")
        if not self.page.locator(card).count():
            self.click(".o_facet_remove")
        if not within:  # the middle of a card may be one of its buttons
            self.page.locator(f"{card}:visible").first.click(
                position={"x": 12, "y": 12}
            )
            return self.settle()
        self.click(f"{card} {within}")

    def open_client(self, name: str) -> None:
        self.open("clinic-clients")
        self.click(f".o_data_row:has-text('{name}') .o_data_cell")
        self.see(".o_client_page")

    def shown_id(self) -> int:
        """The number of the record whose form opens."""
        self.page.wait_for_url(re.compile(r"/\d+$"))
        return int(self.page.url.rstrip("/").rpartition("/")[2])

    def see(self, selector: str) -> None:
        self.page.locator(selector).first.wait_for()

    def settle(self) -> None:
        """Wait until Odoo has nothing left to load or to draw."""
        self.page.wait_for_timeout(400)
        self.page.wait_for_function(
            "() => !document.querySelector('.o_blockUI, .o_view_sample_data')"
        )
        self.page.wait_for_timeout(400)

    def picture(self, name: str) -> None:
        self.page.mouse.move(0, 0)
        self.settle()
        self.page.screenshot(path=IMAGES / f"{name}.png")
        print(f"  docs/images/{name}.png", flush=True)


@contextmanager
def person(browser: Browser, url: str, login: str) -> Iterator[Person]:
    context = browser.new_context(viewport=DESKTOP, timezone_id="Europe/Vienna")
    page = context.new_page()
    page.goto(f"{url}/web/login")
    page.fill("#login", login)
    page.fill("#password", f"{login}-demo")
    page.click("button[type=submit]")
    page.wait_for_selector(".o_action_manager > .o_action")
    yield Person(page, url)
    context.close()


def sell(desk: Person) -> None:
    """From the lead to a confirmed order."""
    desk.open("clinic-today")
    desk.picture("today")
    desk.open_client("Mia")
    desk.picture("client")
    desk.open("crm")
    desk.click(f".o_kanban_record:has-text('{CLIENT}')")
    desk.picture("lead")
    desk.click("button[name=action_quote_course]")
    desk.page.fill(".modal [name=product_id] input", COURSE[:19])
    desk.click(f".o-autocomplete--dropdown-item:has-text('{COURSE}')")
    desk.click(".modal button[name=action_quote]")
    desk.see(f".o_data_row:has-text('{COURSE}')")
    desk.picture("quotation")
    desk.click("button[name=action_confirm]")
    desk.click("button[name=action_view_courses]")
    desk.see(".o_credit_progress[aria-label='12 Available']")


def plan(desk: Person) -> None:
    """All twelve sessions, booked at once."""
    desk.click("button[name=action_plan_sessions]")
    desk.see(".modal .o_data_row:nth-child(12)")
    desk.picture("plan")
    desk.click(".modal button[name=action_confirm]")
    desk.picture("sessions")
    desk.click_on_day("Nora", "action_arrive", "button[name=action_arrive]")


def ask(desk: Person) -> None:
    """The client fills in health history and consents on a phone."""
    desk.open("treatment-courses")
    desk.click(f".o_kanban_record:has-text('{CLIENT}')")
    desk.click("button[name=action_view_sessions]")
    desk.click(".o_data_row .o_data_cell")
    with desk.page.expect_request(re.compile(r"/forms/[\w-]{40,}")) as opened:
        desk.page.locator("button[name=action_open_tablet]").click()
    phone = open_phone(desk.page.context.browser)
    client = Client(phone, look=lambda screen: _forms_picture(phone, screen))
    seconds = client.fill_in(opened.value.url)
    print(f"  {len(client.screens)} screens, {client.taps} taps, {seconds:.0f} s")
    phone.context.close()


def _forms_picture(phone: Page, screen: str) -> None:
    name = screen.split("-")[0]
    if name in ("concerns", "skin", "consent", "sign"):
        if name != "sign":
            phone.evaluate("scrollTo(0, 0)")
        phone.screenshot(path=IMAGES / f"forms_{name}.png")
        print(f"  docs/images/forms_{name}.png", flush=True)


def hold(acupuncturist: Person) -> None:
    """What the acupuncturist reviews; what keeps a treatment from starting."""
    acupuncturist.open("health-histories-to-review")
    acupuncturist.click(".o_data_row:has-text('Nora') .o_data_cell, .o_kanban_record")
    acupuncturist.picture("review")
    acupuncturist.click_on_day("Nora", "action_open_gate")
    acupuncturist.click(".o_form_view button[name=action_open_gate]")
    acupuncturist.see(".modal .o_acu_checklist .o_kanban_record")
    acupuncturist.picture("gate")


def treat(lead: Person) -> None:
    """A client who is ready is treated: needles in, out again, signed, one credit."""
    lead.open("clinic-today")
    lead.picture("chart_1_arrived")
    lead.click_on_day("Mia", "action_open_gate")
    session = lead.shown_id()
    lead.click(".o_form_view button[name=action_open_gate]")
    lead.see(".modal .o_acu_checklist .o_kanban_record")
    if lead.page.locator(MOVE_HERE).count():  # the demo shows an hour that is over
        lead.click(MOVE_HERE)
    lead.click(".modal .o_acu_checklist button:has-text('Nothing changed, start')")
    lead.see(".o_form_view .o_chart_flow")
    lead.picture("chart_2_filled_in")
    lead.click(".o_retention_begin")
    lead.picture("chart_3_needles_in")
    lead.click(".o_face_full")
    lead.picture("chart_focus")
    lead.page.keyboard.press("Escape")
    treatment = lead.shown_id()
    assert lead.page.evaluate(EARLIER, [treatment, 24])
    lead.page.reload()
    lead.click(".o_begin_removal")
    lead.click(".o_count_next")
    lead.picture("chart_4_count_out")
    while lead.page.locator(".o_count_next:visible").count():
        lead.click(".o_count_next")
    lead.picture("chart_5_all_out")
    lead.click(".o_form_view button[name=action_open_sign].btn-primary")
    lead.click(".modal footer .btn-primary")
    lead.see(".o_arrow_button_current:has-text('Signed')")
    lead.picture("chart_6_signed")
    lead.open(f"clinic-sessions/{session}")
    lead.see(".o_arrow_button_current:has-text('Done')")
    lead.picture("session")
    lead.open("treatment-courses")
    lead.picture("courses")
    lead.click(".o_kanban_record:has-text('Mia')")
    lead.picture("course")


def look_back(acupuncturist: Person) -> None:
    """The client in one page; protocol and plan; photos and results that came of it."""
    acupuncturist.open_client("Mia")
    acupuncturist.picture("client_clinical")
    acupuncturist.open("protocols")
    acupuncturist.click(".o_kanban_record:has-text('Classic facial')")
    acupuncturist.picture("protocol")
    acupuncturist.open("treatment-plans")
    acupuncturist.click(".o_data_row:has-text('Mia') .o_data_cell")
    acupuncturist.picture("treatment_plan")
    acupuncturist.open("treatment-photos")
    acupuncturist.click(".o_kanban_record")
    acupuncturist.click(".o_form_view button[name=action_compare]")
    acupuncturist.picture("photos")
    acupuncturist.open("course-reviews")
    acupuncturist.click(".o_facet_remove")
    acupuncturist.click(".o_data_row .o_data_cell")
    acupuncturist.click("button[name=action_view_results]")
    acupuncturist.picture("results")


def invoice(billing: Person) -> None:
    """The course is invoiced, posted and paid."""
    billing.open("courses-to-invoice")
    billing.click(".o_data_row:has-text('Nora') td[name=name]")
    billing.click("#create_invoice, button:has-text('Create Invoice')")
    billing.click(".modal button:has-text('Create Draft')")
    billing.click("button[name=action_post]")
    billing.click("button[name=action_register_payment]")
    billing.click(".modal button[name=action_create_payments]")
    billing.see(".ribbon:visible")
    billing.picture("invoice")


def follow_up(desk: Person) -> None:
    """What is left behind for tomorrow."""
    desk.open("follow-ups")
    desk.picture("followups")


def manage(manager: Person) -> None:
    """The week, terms, people and rules."""
    manager.open("clinic-week")
    manager.picture("week")
    manager.open("treatments")
    manager.click(f".o_kanban_record:has-text('{COURSE}')")
    manager.click(".o_notebook a[name=treatment_course]")
    manager.picture("terms")
    manager.open("follow-up-rules")
    manager.picture("rules")


def main(url: str, _database: str) -> int:
    """Take every picture anew.

    :param url: a running server with a fresh demo clinic
    """
    IMAGES.mkdir(exist_ok=True)
    walk = [
        ("desk", sell, plan, ask),
        ("acupuncturist", hold),
        ("lead", treat),
        ("acupuncturist", look_back),
        ("billing", invoice),
        ("desk", follow_up),
        ("manager", manage),
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=apt.find_tool("chromium"), args=CHROMIUM
        )
        for login, *steps in walk:
            with person(browser, url, login) as somebody:
                for step in steps:
                    print(f"{login}: {step.__doc__}", flush=True)
                    step(somebody)
        browser.close()
    show_on_apps_page()
    return 0


def show_on_apps_page() -> None:
    """Copy the pictures that the addon's own page in *Apps* shows."""
    page = (DESCRIPTION / "index.html").read_text()
    for name in re.findall(r'src="([\w.]+)"', page):
        shutil.copyfile(IMAGES / name, DESCRIPTION / name)
