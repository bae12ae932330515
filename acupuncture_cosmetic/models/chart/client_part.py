"""The client's page: for clinicians what was needled in each visit, on a small face."""

from collections import Counter

from ..foundation.client_page import client_part
from ..foundation.groups import PRACTITIONER

FACE = "face_front"


@client_part("charts", PRACTITIONER)
def charts(page):
    """Return session id -> its chart, needles as dots, and reactions."""
    shown = [row["id"] for row in page.said["visits"]["rows"]]
    found = page.env["acupuncture.treatment"].search_fetch(
        [("session_id", "in", shown)], ["session_id", "state"]
    )
    needles = page.env["acupuncture.needle"].search_fetch(
        [("treatment_id", "in", found.ids)],
        ["treatment_id", "point_id", "side", "map", "map_x", "map_y"],
    )
    reactions = page.env["acupuncture.reaction"].search_fetch(
        [("treatment_id", "in", found.ids)], ["treatment_id", "kind", "severity"]
    )
    places = _places(needles)
    of_chart = needles.grouped("treatment_id")
    told = reactions.grouped("treatment_id")
    return {
        str(chart.session_id.id): {
            "id": chart.id,
            "is_open": chart.state == "draft",
            "state": page.label(chart, "state"),
            "needles": len(of_chart.get(chart, needles.browse())),
            "dots": _dots(of_chart.get(chart, needles.browse()), places),
            "reactions": [
                {
                    "id": each.id,
                    "label": page.label(each, "kind"),
                    "is_serious": each.severity == "serious",
                }
                for each in told.get(chart, reactions.browse())
            ],
        }
        for chart in found
    }


def _places(needles):
    """Return (point, side) -> the places on the drawing of the face."""
    found = needles.env["acupuncture.point.position"].search_fetch(
        [("point_id", "in", needles.point_id.ids), ("map", "=", FACE)],
        ["point_id", "side", "x", "y"],
    )
    places = {}
    for place in found:
        key = place.point_id.id, place.side
        places.setdefault(key, []).append([round(place.x), round(place.y)])
    return places


def _dots(needles, places):
    counted = Counter((each.point_id.id, each.side) for each in needles)
    free = [each for each in needles if each.map == FACE]
    return [
        dot for key, number in counted.items() for dot in places.get(key, [])[:number]
    ] + [[round(each.map_x), round(each.map_y)] for each in free]
