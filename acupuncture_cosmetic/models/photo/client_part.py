"""The client's page: for clinicians the photos of each visit."""

from ..foundation.client_page import client_part
from ..foundation.groups import PRACTITIONER

SHOWN = 3


@client_part("photos", PRACTITIONER)
def photos(page):
    """Return chart id -> how many photos, and which of them are shown small."""
    charts = [chart["id"] for chart in page.said["charts"].values()]
    found = page.env["acupuncture.photo"].search_fetch(
        [("treatment_id", "in", charts), ("unusable", "=", False)],
        ["treatment_id", "angle"],
        order="taken_at, id",
    )
    return {
        str(chart.id): {
            "count": len(taken),
            "shown": [
                {"id": each.id, "angle": page.label(each, "angle")}
                for each in taken[:SHOWN]
            ],
        }
        for chart, taken in found.grouped("treatment_id").items()
    }
