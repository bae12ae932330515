"""Pressed four times at once, Send Forms leaves one open link and one message."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from outside_client import hire

MAKE = """
client = env["res.partner"].create({"name": "Ina", "email": "ina@example.com"})
env.cr.commit()
print(client.id)
"""
LEFT = """
SELECT count(*) FROM acupuncture_form_link WHERE client_id = %s AND revoked_at IS NULL
"""
MESSAGES = """
SELECT count(*) FROM acupuncture_delivery WHERE client_id = %s AND state <> 'settled'
"""


@pytest.fixture(scope="module")
def desk(live_clinic):
    return hire(live_clinic, "once")["front_desk"]


def count(live_clinic, query, client):
    with live_clinic.connect() as connection, connection.cursor() as cursor:
        cursor.execute(query, [client])
        return cursor.fetchone()


@pytest.mark.parametrize("verb", ["action_send_forms", "action_open_tablet"])
@pytest.mark.parametrize("times", [4, 8])
def test_many_presses_at_once_leave_one_link(live_clinic, desk, verb, times):
    client = int(live_clinic.shell(MAKE).split()[-1])

    def press(_number):
        return desk.call("res.partner", verb, [client])

    with ThreadPoolExecutor(times) as pool:
        assert all(pool.map(press, range(times)))
    assert count(live_clinic, LEFT, client) == (1,)
    # a message that was refused meanwhile lets the next press make a new link
    if verb == "action_send_forms":
        assert count(live_clinic, MESSAGES, client) == (1,)
