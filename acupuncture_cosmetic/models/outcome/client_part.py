"""The client's page: for clinicians what was rated in each visit."""

from ..foundation.client_page import client_part
from ..foundation.groups import PRACTITIONER


@client_part("ratings", PRACTITIONER)
def ratings(page):
    """Return chart id -> the ratings that count."""
    charts = [chart["id"] for chart in page.said["charts"].values()]
    found = page.env["acupuncture.outcome"]._standing([("treatment_id", "in", charts)])
    return {
        str(chart.id): [
            {
                "id": each.id,
                "scale": each.scale_id.name,
                "area": each.concern_id.name or "",
                "value": each.value_text,
                "rater": page.label(each, "rater"),
            }
            for each in rated
        ]
        for chart, rated in found.grouped("treatment_id").items()
    }
