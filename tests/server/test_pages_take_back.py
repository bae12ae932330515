"""A client withdraws on her own page: on a phone, by keyboard, and without a script."""

import re

import pytest

from docs.client_forms import PHONE

SIGNED = """
from odoo.addons.acupuncture_cosmetic.demo import ready
# without an address: the mailed copies would replace this link
client = env["res.partner"].create({"name": "Clara"})
links = env["acupuncture.form.link"]
ready.make_ready(client)
link, url = links._make(client, env.company, "copy", sent_to="clara@example.com")
link._sealed_write({"own_address": True, "address_confirmed_at": link.create_date})
print("/forms/" + url.rpartition("/")[2], client.id)
env.cr.commit()
"""
TAKEN = """
taken = env["acupuncture.consent.withdrawal"].search(
    [("consent_id.client_id", "=", %s)]
)
print([(each.consent_id.kind, each.by, bool(each.link_id)) for each in taken])
"""
BORN = {"birth_day": "5", "birth_month": "5", "birth_year": "1985"}
WIDE = "document.documentElement.scrollWidth > innerWidth"


def press(page, name):
    """Reach a button or link with the Tab key and press Enter."""
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").startswith(name):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


@pytest.mark.parametrize("script", [True, False])
def test_a_client_withdraws_on_her_own_page(live_clinic, browser, script, tmp_path):
    path, client = re.search(r"(/forms/\S+) (\d+)", live_clinic.shell(SIGNED)).groups()
    context = browser.new_context(viewport=PHONE, java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{live_clinic.url}{path}")
    for name, number in BORN.items():
        page.fill(f"[name={name}]", number)
    page.locator("button.f-first").click()
    page.get_by_role("heading", name="What you signed").wait_for()
    page.screenshot(path=tmp_path / "signed.png", full_page=True)
    title = "Consent to facial acupuncture"
    if script:
        assert not page.evaluate(WIDE)
        press(page, "Withdraw")
        assert not page.evaluate(WIDE)
        page.screenshot(path=tmp_path / "asked.png", full_page=True)
        press(page, "Yes, withdraw it")
    else:
        page.locator("a[href^='/forms/take-back/']").last.click()
        page.get_by_role("heading", name=re.compile(title)).wait_for()
        page.screenshot(path=tmp_path / "asked.png", full_page=True)
        page.locator("button.f-first").click()
    page.get_by_text("taken back on").wait_for()
    page.screenshot(path=tmp_path / "taken.png", full_page=True)
    assert live_clinic.shell(TAKEN % client).strip().endswith("'client', True)]")
