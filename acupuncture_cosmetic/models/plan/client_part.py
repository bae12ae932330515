"""The client's page: the plan that counts."""

from ..foundation.client_page import client_part
from ..foundation.groups import PRACTITIONER


@client_part("plan", PRACTITIONER)
def plan(page):
    """Return the newest plan that nothing replaced."""
    newest = page.env["acupuncture.plan"].search(
        [*page.domain(), ("state", "!=", "superseded")], limit=1
    )
    if not newest:
        return None
    return {
        "id": newest.id,
        "protocol": newest.protocol_id.name,
        "state": page.label(newest, "state"),
        "is_agreed": newest.state == "agreed",
        "needles": newest.needle_count,
    }
