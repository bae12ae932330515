"""What the work of a day costs in clicks and seconds, walked in Chromium.

``make clicks`` prints the table: a clinic from nothing, then a day of the demo clinic.
The seconds are those of the walk, which reads nothing and types at once: they compare
one version with the next and no person with another.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from tools import apt

from . import first_day
from .client_forms import Client, open_phone
from .screenshots import CHROMIUM, DESKTOP, EARLIER, MOVE_HERE, Person, person


@dataclass
class Task:
    """Something that a person does, and the most clicks that it may cost."""

    name: str
    most: int
    clicks: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        over = "" if self.clicks <= self.most else "  TOO MANY"
        return (
            f"  {self.name:<52} {self.clicks:>3} of {self.most:>2}"
            f"  {self.seconds:6.1f} s{over}"
        )


class Counted(Person):
    """Somebody at a screen whose clicks are counted and who takes no pictures."""

    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page, url)
        self.clicks = 0

    def click(self, selector: str) -> None:
        super().click(selector)
        self.clicks += 1

    def click_on_day(self, client: str, verb: str, within: str = "") -> None:
        """One click: that the demo may show the client on another day costs nothing."""
        before = self.clicks
        super().click_on_day(client, verb, within)
        self.clicks = before + 1


@contextmanager
def timed(task: Task) -> Iterator[Task]:
    began = time.monotonic()
    yield task
    task.seconds = time.monotonic() - began
    print(task, flush=True)


def begin(browser: Browser, url: str) -> list[Task]:
    """The first day: a clinic is set up, a course sold and booked, forms filled in."""
    page = browser.new_page(viewport=DESKTOP, timezone_id="Europe/Vienna")
    me = first_day.Manager(page, url, lambda name: None)
    me.log_in()
    tasks = []
    for name, most, steps in (
        ("Set up a clinic from nothing", 20, first_day.STEPS[:4]),
        ("Sell a course and book all twelve sessions", 4, first_day.STEPS[4:]),
    ):
        with timed(Task(name, most)) as task:
            before = me.clicks
            for step in steps:
                step(me)
            task.clicks = me.clicks - before
        tasks.append(task)
    tasks.append(fill_in(browser, Counted(page, url)))
    return tasks


def fill_in(browser: Browser, manager: Counted) -> Task:
    """A healthy client fills in history and consents on a phone and signs."""
    manager.open("clinic-sessions")
    manager.click(".o_switch_view.o_list")
    manager.click(f".o_data_row:has-text('{first_day.CLIENT}') .o_data_cell")
    with manager.page.expect_request(re.compile(r"/forms/[\w-]{40,}")) as opened:
        manager.page.locator("button[name=action_open_tablet]").click()
    phone = open_phone(browser)
    client = Client(phone)
    with timed(Task("A healthy client's forms, on a phone (taps)", 40)) as task:
        client.fill_in(opened.value.url)
        task.clicks = client.taps
    phone.context.close()
    return task


def check_in(desk: Counted) -> None:
    """Somebody arrives."""
    desk.click_on_day("Nora", "action_arrive", "button[name=action_arrive]")


def treat(lead: Counted) -> None:
    """From a client who has arrived to the signature."""
    gate = "action_open_gate"
    lead.click_on_day("Mia", gate, f"button[name={gate}]")
    lead.see(".modal .o_acu_checklist .o_kanban_record")
    if lead.page.locator(
        MOVE_HERE
    ).count():  # the demo shows an hour that is over: not counted
        lead.page.locator(MOVE_HERE).click()
        lead.settle()
    lead.click(".modal .o_acu_checklist button:has-text('Nothing changed, start')")
    lead.see(".o_form_view .o_chart_flow")
    lead.click(".o_retention_begin")
    assert lead.page.evaluate(EARLIER, [lead.shown_id(), 24])
    lead.page.reload()
    lead.see(".o_count_next:visible")  # to count says that they come out
    while lead.page.locator(".o_count_next:visible").count():
        lead.click(".o_count_next")
    lead.click(".o_form_view button[name=action_open_sign].btn-primary")
    lead.click(".modal footer .btn-primary")
    lead.see(".o_arrow_button_current:has-text('Signed')")


def tell_what_is_left(billing: Counted) -> None:
    """What is used, left and paid, as a refund would ask; refunds are not built."""
    billing.open("clinic-clients")
    billing.click(".o_data_row:has-text('Mia') .o_data_cell")
    billing.see(".o_client_page section:has-text('Balance')")
    billing.click(".o_client_page section:has-text('Courses') .o_client_link")
    billing.see(".o_credit_progress")


DAY = (
    ("desk", "Check somebody in", 1, check_in),
    ("lead", "A normal session, from the arrival to the signature", 12, treat),
    ("billing", "What is used, left and paid (before a refund)", 2, tell_what_is_left),
)


def go_on(browser: Browser, url: str) -> list[Task]:
    """A day of the demo clinic."""
    tasks = []
    for login, name, most, walk in DAY:
        with person(browser, url, login) as somebody:
            counted = Counted(somebody.page, url)
            with timed(Task(name, most)) as task:
                walk(counted)
                task.clicks = counted.clicks
        tasks.append(task)
    return tasks


def main(url: str, part: str) -> int:
    """Print one part of the table.

    :param url: a running server: bare for ``begin``, the demo clinic for ``go_on``
    :return: 1 if something costs more than it may
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=apt.find_tool("chromium"), args=CHROMIUM
        )
        tasks = {"begin": begin, "go_on": go_on}[part](browser, url)
        browser.close()
    return int(any(task.clicks > task.most for task in tasks))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
