"""A new client fills in history and consents on a phone, from the mailed link."""

import re
import sys

import pytest
from playwright.sync_api import sync_playwright

from docs.client_forms import Client, open_phone
from docs.screenshots import CHROMIUM
from tools import apt

SEND = """
client = env["res.partner"].create({"name": "Clara", "email": "clara@example.com"})
client.action_send_forms()
print(env["mail.mail"].search([], order="id desc", limit=1).body_html)
env.cr.commit()
"""
STORED = """
intake = env["acupuncture.intake"].search([], order="id desc", limit=1)
same_client = [("client_id", "=", intake.client_id.id)]
consents = env["acupuncture.consent"].search(same_client)
agreed = consents.filtered(lambda consent: consent.decision == "agreed")
print(
    env["acupuncture.intake"].search_count(same_client),
    intake.state,
    *sorted(agreed.mapped("kind")),
    len(consents) == len(consents.template_id),
)
"""
SIGNED_TWICE = """async () => {
    const form = document.querySelector("form");
    const body = new URLSearchParams(new FormData(form));
    const sign = () => fetch("/forms/sign", { method: "POST", body });
    const answers = await Promise.all([sign(), sign(), sign()]);
    return answers.map((answer) => new URL(answer.url).pathname);
}"""
MOST_SCREENS, MOST_TAPS = 12, 40
SMALLEST = 44


@pytest.fixture
def phone():
    if not apt.has_browser():
        pytest.skip(f"No browser: root can install {' and '.join(apt.BROWSER)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=apt.find_tool("chromium"), args=CHROMIUM
        )
        yield open_phone(browser)
        browser.close()


@pytest.fixture
def address(live_clinic):
    """The address in the message of a new client."""
    path = re.search(r"/forms/[\w-]+", live_clinic.shell(SEND)).group()
    return f"{live_clinic.url}{path}"


def test_a_client_completes_the_forms_on_a_phone(live_clinic, phone, address, capsys):
    problems = []
    phone.on("pageerror", lambda error: problems.append(error))
    client = Client(phone, look=lambda screen: problems.extend(look_at(phone, screen)))
    seconds = client.fill_in(address)
    with capsys.disabled():
        sys.stdout.write(
            f"\n  forms on a phone: {len(client.screens)} screens, "
            f"{client.taps} taps, {seconds:.1f} s\n"
        )
    assert not problems
    assert len(client.screens) <= MOST_SCREENS
    assert client.taps <= MOST_TAPS
    assert "1 submitted data treatment True" in live_clinic.shell(STORED)


def test_three_taps_at_once_sign_once(live_clinic, phone, address):
    client = Client(phone)
    client.walk(address)
    client.declare()
    phone.wait_for_timeout(1000)  # the declaration is saved
    assert set(phone.evaluate(SIGNED_TWICE)) == {"/forms/done"}
    assert "1 submitted data treatment True" in live_clinic.shell(STORED)


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
