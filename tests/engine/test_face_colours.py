"""The dots of the face chart can be seen: by day, by night, on skin and on hair."""

import re
from pathlib import Path

import pytest

FOLDER = (
    Path(__file__).parents[2] / "acupuncture_cosmetic" / "static" / "src" / "face_chart"
)
SEEN = 3  # WCAG 2.2, 1.4.11: what one must see to use a control
SCALP = "zone_1"


def colours(*files: str) -> dict[str, str]:
    """Return the colours by name; a later file wins, as in the browser."""
    text = "".join((FOLDER / file).read_text() for file in files)
    maps = re.findall(r"--map-(\w+): (#\w{6});", text)
    zones = re.findall(r"\.o_(zone_\d) \{ --zone: (#\w{6}); \}", text)
    return dict(maps + zones)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    "files",
    [("face_chart.scss",), ("face_chart.scss", "face_chart.dark.scss")],
    ids=["light", "dark"],
)
def test_each_zone_can_be_seen_on_the_drawing(files):
    found = colours(*files)
    zones = {name: tone for name, tone in found.items() if name.startswith("zone")}
    assert len(zones) == 9
    weak = {
        name: round(contrast(tone, found["skin"]), 2)
        for name, tone in zones.items()
        if contrast(tone, found["skin"]) < SEEN
    }
    assert not weak
    assert contrast(zones[SCALP], found["hair"]) >= SEEN


def test_dots_are_not_thinned_again():
    text = (FOLDER / "face_chart.scss").read_text()
    dots = re.findall(r"\.o_spot_dot \{([^}]*)\}", text)
    assert dots
    assert not [dot for dot in dots if "opacity" in dot]
