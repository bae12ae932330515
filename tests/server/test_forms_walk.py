"""A new client fills in history and consents on a phone, from the mailed link."""

import re
import shutil

from playwright.sync_api import sync_playwright

from docs.client_forms import Client, open_phone
from docs.screenshots import CHROMIUM

SEND = """
client = env["res.partner"].create({"name": "Clara", "email": "clara@example.com"})
client.action_send_forms()
print(env["mail.mail"].search([], order="id desc", limit=1).body_html)
env.cr.commit()
"""
STORED = """
intake = env["acupuncture.intake"].search([], order="id desc", limit=1)
consents = env["acupuncture.consent"].search([("client_id", "=", intake.client_id.id)])
agreed = consents.filtered(lambda consent: consent.decision == "agreed")
print(intake.state, *sorted(agreed.mapped("kind")))
"""
MOST_SCREENS = 12
SMALLEST = 44


def test_a_client_completes_the_forms_on_a_phone(live_clinic, capsys):
    path = re.search(r"/forms/[\w-]+", live_clinic.shell(SEND)).group()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        page = open_phone(browser)
        problems = []
        page.on("pageerror", problems.append)
        client = Client(
            page, look=lambda screen: problems.extend(look_at(page, screen))
        )
        seconds = client.fill_in(f"{live_clinic.url}{path}")
        browser.close()
    with capsys.disabled():
        print(
            f"\n  forms on a phone: {len(client.screens)} screens, "
            f"{client.taps} taps, {seconds:.1f} s"
        )
    assert not problems
    assert len(client.screens) <= MOST_SCREENS
    assert "submitted data treatment" in live_clinic.shell(STORED)


def look_at(page, screen):
    """Yield what a finger or a narrow screen would stumble over."""
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield f"{screen}: wider than the phone"
    small = page.evaluate(
        """least => [...document.querySelectorAll(
            "a, button, input:not([type=hidden]), select, textarea, summary"
        )].filter(field => field.offsetParent).filter(field => {
            const sizes = [field, ...(field.labels || [])]
                .map(part => part.getBoundingClientRect());
            return Math.max(...sizes.map(size => size.height)) < least;
        }).map(field => field.id || field.className || field.textContent)""",
        SMALLEST,
    )
    yield from (f"{screen}: {name} is too small to tap" for name in small)
