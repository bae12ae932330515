"""Two dates of birth at once: the right one waits for the wrong one."""

import re
from concurrent.futures import ThreadPoolExecutor, TimeoutError

import pytest
import requests

MAKE = """
client = env["res.partner"].create({"name": "Clara", "email": "clara@example.com"})
links = env["acupuncture.form.link"]
draft = env["acupuncture.intake"]._start(client, env.company, "portal")
draft.birth_date = "1985-03-27"
link, url = links._make(client, env.company, "full")
print(link.id, url.rpartition("/")[2])
env.cr.commit()
"""
RIGHT = {"birth_day": "27", "birth_month": "3", "birth_year": "1985"}
FIFTH = """
    UPDATE acupuncture_form_link SET failed_dob = 5, revoked_at = now() WHERE id = %s
"""


def hidden(page):
    return dict(re.findall(r'name="(csrf_token|visit)" value="([^"]+)"', page))


def test_the_right_date_waits_for_wrong_ones(live_clinic):
    link, token = live_clinic.shell(MAKE).split()[-2:]
    browser = requests.Session()
    page = browser.get(f"{live_clinic.url}/forms/{token}").text
    form = hidden(page) | RIGHT
    with live_clinic.connect() as other, ThreadPoolExecutor(1) as pool:
        other.cursor().execute(FIFTH, [link])
        answer = pool.submit(
            browser.post, f"{live_clinic.url}/forms/birth-date", data=form
        )
        with pytest.raises(TimeoutError):
            answer.result(timeout=3)
        other.commit()
        assert answer.result(timeout=30).status_code == 404


def test_many_at_once_are_all_counted(live_clinic):
    link, token = live_clinic.shell(MAKE).split()[-2:]

    def guess(day):
        browser = requests.Session()
        form = hidden(browser.get(f"{live_clinic.url}/forms/{token}").text)
        form |= RIGHT | {"birth_day": str(day)}
        return browser.post(f"{live_clinic.url}/forms/birth-date", data=form)

    with ThreadPoolExecutor(12) as pool:
        codes = [answer.status_code for answer in pool.map(guess, range(1, 25))]
    with live_clinic.connect() as other:
        cursor = other.cursor()
        cursor.execute(
            "SELECT failed_dob, revoked_at IS NOT NULL FROM acupuncture_form_link"
            " WHERE id = %s",
            [link],
        )
        assert cursor.fetchone() == (5, True)
    assert codes.count(422) == 4
