"""Which of the planned needles does a first or a nervous visit begin with?

About two thirds: what lies around the eye waits first, then what the protocol names
last. Both needles of a point stay together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

SHARE = (2, 3)
GENTLE = 6  # needles
_PHOBIA = "NEEDLE_PHOBIA"
# Findings whose guidance asks for fewer needles, and the fear of them.
FEWER_CODES = frozenset({_PHOBIA, "FRAIL", "MIGRAINE"})
# Findings whose guidance keeps needles away from the eye.
EYE_CODES = frozenset(
    {"ANTICOAG", "BRUISE_EASY", "EYE_SURG", "HAEMOPHILIA", "THROMBOCYT"}
)
FACE = frozenset({"face_upper", "face_middle", "face_lower"})
# What a lead may leave out of one visit -> the zones that are not needled then.
AREAS = {
    "eyes": frozenset(),
    "face": FACE,
    "head": FACE | {"scalp", "neck"},
    "trunk": frozenset({"chest_abdomen", "back"}),
}


class Planned(NamedTuple):
    """One planned point with how many needles it takes."""

    point: int
    needles: int
    at_eye: bool = False


def begin_with(needles: int) -> int:
    """Return two thirds of a number of needles, rounded up."""
    part, whole = SHARE
    return -(-needles * part // whole)


def spared(points: Sequence[Planned]) -> list[int]:
    """Return the points that wait, in the order of the protocol.

    As many as it takes to leave about two thirds of the needles, none of so few that
    they are gentle as they are. A group that would leave far less stays.
    """
    left = sum(point.needles for point in points)
    most = begin_with(left)
    waiting: set[int] = set()
    for point in sorted(reversed(points), key=lambda point: not point.at_eye):
        if left <= max(most, GENTLE):
            break
        if left - point.needles >= most - 1:
            waiting.add(point.point)
            left -= point.needles
    return [point.point for point in points if point.point in waiting]


def reasons(first: bool, comfort: str | None, effects: Mapping[str, str]) -> list[str]:
    """Return why fewer needles go in today: first, nervous, afraid, advised.

    :param comfort: what the client said of needles
    :param effects: finding -> effect, of what holds today
    """
    found = {
        "first": first,
        "nervous": comfort == "nervous",
        "afraid": comfort == "afraid" or _PHOBIA in effects,
        "advised": bool((FEWER_CODES - {_PHOBIA}) & effects.keys()),
    }
    return [reason for reason, holds in found.items() if holds]


def area_of(zone: str, at_eye: bool, areas: Sequence[str]) -> str | None:
    """Return the area by which a point is left out, if it is."""
    for area in areas:
        if zone in AREAS[area] or area == "eyes" and at_eye:
            return area
    return None
