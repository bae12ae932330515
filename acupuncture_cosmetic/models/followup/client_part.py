"""The client's page: what must not be forgotten; sensitive ones for practitioners."""

from ..foundation.client_page import client_part
from ..foundation.groups import FRONT_DESK
from .followup import RUNNING

SHOWN = 5


@client_part("followups", FRONT_DESK)
def followups(page):
    """Return what is due next."""
    found = page.env["acupuncture.followup"].search(
        [*page.domain(), ("state", "in", RUNNING)], order="due, id", limit=SHOWN
    )
    return [
        {
            "id": each.id,
            "name": each.rule_id.name,
            "due": page.day(page.company._clinic_date(each.due)),
            "is_task": each.state == "open",
            "who": each.assigned_id.name or "",
        }
        for each in found
    ]
