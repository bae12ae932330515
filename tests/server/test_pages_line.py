"""The phone loses the line, the server fails, two windows are open: it is said, kept,
and can be pressed again.
"""

import re

import pytest
from test_pages_walk import STORED

from docs.client_forms import Client

TYPED = """
row = env["acupuncture.form.draft"].search([], order="id desc", limit=1)
print(row.screens)
"""
BROKEN = {
    "status": 502,
    "body": "<h1>502 Bad Gateway</h1>",
    "content_type": "text/html",
}


def told(page):
    return page.locator("[role=alert].f-told")


def test_signing_offline_is_said_and_pressed_again(live_clinic, phone, address):
    client = Client(phone)
    client.walk(address)
    client.declare()
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    told(phone).wait_for()
    assert "no connection" in told(phone).inner_text()
    assert phone.locator("#saved").inner_text() == "Not sent"
    assert phone.locator(".f-pad.f-drawn").count() == 1
    assert "submitted data" not in live_clinic.shell(STORED)
    phone.context.set_offline(False)
    phone.locator("#send").tap()
    phone.wait_for_url("**/forms/done")
    assert "1 submitted data treatment True" in live_clinic.shell(STORED)


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_what_the_server_cannot_do_is_said(phone, address, status):
    client = Client(phone)
    phone.goto(address)
    client.answer("about")
    phone.route(
        "**/forms/save", lambda route: route.fulfill(**{**BROKEN, "status": status})
    )
    phone.locator("button.f-first").tap()
    told(phone).wait_for()
    assert "still here" in told(phone).inner_text()
    assert phone.locator("#birth_day").input_value() == "27"
    phone.unroute("**/forms/save")
    with phone.expect_navigation():
        phone.locator("button.f-first").tap()
    assert client.screen() == "concerns"


def test_an_answer_that_got_lost_is_asked_for_again(live_clinic, phone, address):
    client = Client(phone)
    client.walk(address)
    client.declare()

    def lose(route):
        route.fetch()
        route.abort()

    phone.route("**/forms/sign", lose)
    phone.locator("#send").tap()
    told(phone).wait_for()
    phone.unroute("**/forms/sign")
    phone.locator("#send").tap()
    phone.wait_for_url("**/forms/done")
    assert "1 submitted data treatment True" in live_clinic.shell(STORED)


def test_many_taps_send_once(phone, address):
    sent = []
    client = Client(phone)
    phone.goto(address)
    client.answer("about")
    phone.on(
        "request",
        lambda request: sent.append(request) if "save" in request.url else None,
    )
    with phone.expect_navigation():
        phone.evaluate(
            "() => { const b = document.querySelector('button.f-first');"
            " for (let i = 0; i < 5; i++) b.click(); }"
        )
    assert client.screen() == "concerns"
    assert len([one for one in sent if one.url.endswith("/forms/save")]) == 1


def test_autosave_says_what_it_could_not_save(live_clinic, phone, address):
    client = Client(phone)
    client.walk(address, until="concerns")
    phone.route("**/forms/autosave", lambda route: route.fulfill(**BROKEN))
    phone.locator("#goals").fill("Less tired")
    phone.get_by_text("Not saved yet").wait_for()
    phone.unroute("**/forms/autosave")
    phone.locator("#saved", has_text=re.compile("^Saved$")).wait_for()
    assert "Less tired" in live_clinic.shell(TYPED)


def test_the_room_that_is_left_is_said_while_typing(live_clinic, phone, address):
    client = Client(phone)
    client.walk(address, until="concerns")
    left = phone.locator("#goals + .f-left")
    phone.locator("#goals").fill("x\n" * 2500)
    assert left.inner_text() == ""
    phone.locator("#goals").fill("🙂" * 19_000)
    assert "1000 characters left" in left.inner_text()
    phone.locator("#goals").fill("x" * 20_010)
    assert "10 characters too many" in left.inner_text()
    phone.locator("#saved", has_text=re.compile("^Saved$")).wait_for()
    phone.locator("button.f-first").tap()
    phone.wait_for_selector("#errors")
    assert len(phone.locator("#goals").input_value()) == 20_010
    phone.locator("#goals").fill("x" * 20_000)
    with phone.expect_navigation():
        phone.locator("button.f-first").tap()
    assert client.screen() != "concerns"


def test_two_windows_keep_both_texts(phone, address):
    client = Client(phone)
    client.walk(address, until="medicines")
    other = phone.context.new_page()
    other.goto(f"{phone.url.partition('/forms')[0]}/forms?screen=medicines")
    other.locator("#medicines").fill("Warfarin")
    other.locator("#saved", has_text=re.compile("^Saved$")).wait_for()
    phone.locator("#medicines").fill("Vitamin C")
    told(phone).wait_for()
    assert phone.locator("#medicines").input_value() == "Warfarin\nVitamin C"
    phone.locator("#medicines").press("End")
    phone.locator("#none").tap()
    with phone.expect_navigation():
        phone.locator("button.f-first").tap()
    other.locator("#medicines").fill("Warfarin 5 mg")
    told(other).wait_for()
    assert "Vitamin C" in other.locator("#medicines").input_value()


def test_a_lost_session_goes_on_by_itself(live_clinic, phone, address):
    client = Client(phone)
    phone.goto(address)
    client.answer("about")
    phone.locator("#saved", has_text=re.compile("^Saved$")).wait_for()
    phone.context.clear_cookies()
    with phone.expect_navigation():
        phone.locator("button.f-first").tap()
    assert client.screen() == "concerns"


def test_a_lost_session_without_a_script(live_clinic, phone, address):
    context = phone.context.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.fill("#birth_day", "27")
    page.fill("#emergency_name", "Emil")
    context.clear_cookies()
    page.click("button.f-first")
    assert "is kept" in page.inner_text("main")
    page.click("a.f-first")
    assert page.input_value("#emergency_name") == "Emil"
    context.close()


def test_a_page_that_is_over_keeps_what_stands_there(live_clinic, phone, address):
    client = Client(phone)
    client.walk(address, until="concerns")
    phone.locator("#goals").fill("Less tired")
    with live_clinic.connect() as connection:
        connection.cursor().execute(
            "UPDATE acupuncture_form_link SET revoked_at = now() WHERE id ="
            " (SELECT max(id) FROM acupuncture_form_link)"
        )
    phone.locator("button.f-first").tap()
    told(phone).wait_for()
    assert "cannot be used" in told(phone).inner_text()
    assert phone.locator("#goals").input_value() == "Less tired"


def test_a_blank_before_a_number_is_not_cut(phone, address):
    phone.goto(address)
    for part, typed in (("day", " 27"), ("month", " 12"), ("year", " 1985")):
        phone.locator(f"#birth_{part}").press_sequentially(typed)
        assert phone.locator(f"#birth_{part}").input_value() == typed
    Client(phone).answer_the_rest("about")
    with phone.expect_navigation():
        phone.locator("button.f-first").tap()
    assert phone.locator(".f-form [name=screen]").get_attribute("value") == "concerns"
