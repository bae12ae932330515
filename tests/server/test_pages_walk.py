"""A new client fills in history and consents on a phone, from the mailed link.

Every screen is also looked at as narrow phones and large letters show it, and by
axe-core, which finds what people with a screen reader would stumble over.
"""

import re
import sys
from importlib import resources

import pytest

from docs.client_forms import Client

SEND_WITH_CURRENT = """
techniques = env["acupuncture.technique"].search(
    [("code", "in", ("needling", "electroacupuncture", "led"))]
)
product = env["product.template"].create({
    "name": "Course with current",
    "type": "service",
    "service_tracking": "treatment_course",
    "invoice_policy": "order",
    "session_count": 5,
    "list_price": 100,
    "technique_ids": [(6, 0, techniques.ids)],
})
client = env["res.partner"].create({"name": "Paul", "email": "paul@example.com"})
order = env["sale.order"].create({
    "partner_id": client.id,
    "order_line": [(0, 0, {"product_id": product.product_variant_id.id})],
})
order.action_confirm()
course = env["acupuncture.course"].search([("client_id", "=", client.id)])
course.action_send_forms()
print(env["mail.mail"].search([], order="id desc", limit=1).body_html)
env.cr.commit()
"""
WAITS = """
intake = env["acupuncture.intake"].search([], order="id desc", limit=1)
told = intake.finding_ids.item_id.mapped("code")
consents = env["acupuncture.consent"].search(
    [("client_id", "=", intake.client_id.id)]
)
print(intake.client_id.name, intake.state, len(consents), *sorted(told))
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
WIDTHS = (195, 320, 390)  # 390 at 200 %, the narrowest phones, the usual one
MOST_BYTES = 300_000
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js")
CHECKS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Careful(Client):
    """A client whose every screen is looked at, and who is told what is wrong."""

    def __init__(self, page):
        super().__init__(page, look=self.look_at)
        self.problems = []
        page.on("pageerror", lambda error: self.problems.append(error))

    def look_at(self, screen):
        self.problems += look_at(self.page, screen)


class Keyboard(Client):
    """A client who has no finger to tap with, and nothing but keys."""

    def tap(self, target):
        self.taps += 1
        self.walk_to_field(target)
        kind = target.evaluate("node => (node.control || node).type")
        if kind in ("checkbox", "radio", "button"):
            self.page.keyboard.press("Space")
        elif kind == "submit":
            self.page.keyboard.press("Enter")

    def walk_to_field(self, target):
        """Press Tab, and the arrows inside a group, until the field has the focus."""
        for _press in range(300):
            key = target.evaluate(
                """node => {
                    const field = node.control || node, has = document.activeElement;
                    if (field === has) return null;
                    return has.type === "radio" && has.name === field.name
                        ? "ArrowDown" : "Tab";
                }"""
            )
            if not key:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"no key leads to {target}")

    def draw(self, canvas):
        self.tap(self.page.locator("#sign_as_typed"))


def test_a_client_completes_the_forms_on_a_phone(live_clinic, phone, address, capsys):
    client = Careful(phone)
    seconds = client.fill_in(address)
    with capsys.disabled():
        sys.stdout.write(
            f"\n  forms on a phone: {len(client.screens)} screens, "
            f"{client.taps} taps, {seconds:.1f} s\n"
        )
    assert not client.problems
    assert len(client.screens) <= MOST_SCREENS
    assert client.taps <= MOST_TAPS
    assert "1 submitted data treatment True" in live_clinic.shell(STORED)


def test_three_taps_at_once_sign_once(live_clinic, phone, address):
    client = Client(phone)
    client.walk(address)
    assert count_bytes(phone) < MOST_BYTES
    client.declare()
    assert set(phone.evaluate(SIGNED_TWICE)) == {"/forms/done"}
    assert "1 submitted data treatment True" in live_clinic.shell(STORED)


def test_a_client_signs_with_the_keyboard_alone(live_clinic, phone, address):
    client = Keyboard(phone)
    client.walk(address)
    client.walk_to_field(phone.locator("#send"))
    with phone.expect_navigation():
        phone.keyboard.press("Space")
    assert phone.evaluate("document.activeElement.id") == "errors"
    problems = [*look_at(phone, "sign, with errors")]
    client.declare()
    client.sign_by("Enter")
    assert not problems
    assert "1 submitted data treatment True" in live_clinic.shell(STORED)


def test_a_client_agrees_after_saying_no(live_clinic, phone, address):
    client = Client(phone)
    client.walk(address)
    choices = phone.locator("a[href*='screen=choices&from=sign']")
    for says_no_first in (False, True):
        choices.tap()
        if says_no_first:
            phone.locator(".f-choices button").tap()
        phone.locator("[id^=decision_][id$=_agreed]").first.tap()
        with phone.expect_navigation():
            phone.locator("button.f-first").tap()
        assert client.screen() == "sign"
    client.declare()
    activate(phone, "#send")
    phone.wait_for_url("**/forms/done")
    assert "1 submitted data photo_record treatment True" in live_clinic.shell(STORED)


class Told(Careful):
    """A client with a pacemaker, who is asked about current and does not want it."""

    def __init__(self, page, answer):
        super().__init__(page)
        self.told = answer

    def answer(self, screen):
        if screen == "heart_nerves":
            self.tap(self.page.locator(f"[for={self.told}_PACEMAKER]"))
            return
        super().answer(screen)


@pytest.fixture
def address_with_current(live_clinic):
    """The address in the message of a client whose course uses current and light."""
    path = re.search(r"/forms/[\w-]+", live_clinic.shell(SEND_WITH_CURRENT)).group()
    return f"{live_clinic.url}{path}"


def test_who_has_a_pacemaker_is_not_asked_to_agree_to_current(
    live_clinic, phone, address_with_current
):
    client = Told(phone, "y")
    client.fill_in(address_with_current)
    assert not client.problems
    assert len(client.screens) <= MOST_SCREENS
    assert "1 submitted data treatment True" in live_clinic.shell(STORED)
    assert "PACEMAKER" in live_clinic.shell(WAITS)


def test_a_client_refuses_current_and_finishes(
    live_clinic, phone, address_with_current
):
    client = Careful(phone)
    client.refuses = "No, without it"
    client.walk(address_with_current)
    client.sign()
    assert not client.problems
    assert "1 submitted data treatment True" in live_clinic.shell(STORED)


def test_the_history_of_who_never_signs_is_read(live_clinic, phone, address):
    client = Told(phone, "y")
    client.walk(address, until="consent-")
    assert not client.problems
    waits = live_clinic.shell(WAITS)
    assert "Clara submitted 0" in waits
    assert "PACEMAKER" in waits
    with phone.expect_navigation():
        phone.get_by_role("button", name="No, and please call me").tap()
    assert [*look_at(phone, "call")] == []


def activate(page, selector):
    """Press a button as a screen reader does, by the tree it reads."""
    page.locator(selector).evaluate("node => node.click()")


def count_bytes(page):
    """Return what the page takes over the line when nothing of it is known."""
    sizes = []
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.on(
        "Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"])
    )
    page.reload(wait_until="networkidle")
    line.detach()
    return sum(sizes)


def look_at(page, screen):
    """Yield what a finger, a narrow screen or a screen reader would stumble over."""
    for width in WIDTHS:
        page.set_viewport_size({**page.viewport_size, "width": width})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{screen}: wider than a screen of {width}"
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run({ runOnly: tags })", CHECKS)
    for violation in found["violations"]:
        places = [node["target"] for node in violation["nodes"]]
        yield f"{screen}: {violation['id']}: {violation['help']} {places}"
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
