"""A client with a phone fills in the forms: honestly, quickly, tap by tap.

Used for the pictures and by the test that counts screens, taps and seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Browser, Locator, Page

PHONE = {"width": 390, "height": 844}


def open_phone(browser: Browser) -> Page:
    """A phone: narrow, touched, not clicked."""
    context = browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, timezone_id="Europe/Vienna"
    )
    return context.new_page()


class Client:
    """A healthy client who wants softer frown lines."""

    def __init__(self, page: Page, look: Callable[[str], None] | None = None) -> None:
        self.page = page
        self.look = look or (lambda screen: None)
        self.refuses = ""
        self.screens: list[str] = []
        self.taps = 0

    def fill_in(self, address: str) -> float:
        """Open the mailed link, answer everything, sign; return the seconds it took."""
        begin = time.monotonic()
        self.walk(address)
        self.sign()
        return time.monotonic() - begin

    def walk(self, address: str, until: str = "sign") -> None:
        """Open the link and answer everything up to the signature, or another screen.

        Where there is a button ``refuses``, that one is pressed.
        """
        self.page.goto(address)
        while not (screen := self.screen()).startswith(until):
            self.screens.append(screen)
            self.answer(screen)
            self.look(screen)
            onward = self.page.locator("button.f-first")
            refusal = self.page.get_by_role(
                "button", name=self.refuses or "-", exact=True
            )
            with self.page.expect_navigation():
                self.tap(refusal if refusal.count() else onward)
            problem = self.page.locator("#errors")
            assert not problem.count(), problem.inner_text()
        self.screens.append(screen)

    def screen(self) -> str:
        """The name of the screen shown."""
        return self.page.locator(".f-form [name=screen]").get_attribute("value") or ""

    def answer(self, screen: str) -> None:
        """Answer one screen."""
        if screen == "about":
            for part, number in (("day", "27"), ("month", "3"), ("year", "1985")):
                self.tap(self.page.locator(f"#birth_{part}"))
                self.page.keyboard.type(number)
        elif screen == "concerns":
            self.tap(self.page.get_by_role("button", name="Frown lines"))
        elif screen == "skin":
            self.tap(self.page.locator("#skin_type_2"))
        elif screen == "pregnancy":
            self.tap(self.page.locator("#needle_comfort_fine"))
        self.answer_the_rest(screen)

    def answer_the_rest(self, screen: str) -> None:
        """None of these; every statement read and ticked; no to all choices."""
        if screen != "concerns" and self.page.locator("#none").count():
            self.tap(self.page.locator("#none"))
        for tick in self.page.locator(".f-tick label").all():
            if tick.is_visible():
                self.tap(tick)
        if self.page.locator(".f-choices button").count():
            self.tap(self.page.locator(".f-choices button"))

    def sign(self) -> None:
        """Declare, draw, send."""
        self.declare()
        self.look("sign")
        self.tap(self.page.locator("#send"))
        self.page.wait_for_url("**/forms/done")
        self.look("done")

    def sign_by(self, key: str) -> None:
        """Send with a key."""
        self.page.locator("#send").press(key)
        self.page.wait_for_url("**/forms/done")

    def declare(self) -> None:
        """All but the last tap."""
        self.tap(self.page.locator("#declared"))
        canvas = self.page.locator("canvas")
        canvas.wait_for()
        canvas.scroll_into_view_if_needed()
        self.draw(canvas)

    def draw(self, canvas: Locator) -> None:
        """One stroke of the finger."""
        box = canvas.bounding_box()
        assert box
        self.taps += 1
        mouse = self.page.mouse
        mouse.move(box["x"] + 40, box["y"] + 70)
        mouse.down()
        for step in range(24):
            mouse.move(box["x"] + 40 + 8 * step, box["y"] + 70 - 9 * (step % 4))
        mouse.up()
        self.page.wait_for_selector(".f-pad.f-drawn")

    def tap(self, target: Locator) -> None:
        """Tap, and count it."""
        self.taps += 1
        target.tap()
