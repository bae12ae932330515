"""The facts of one treatment in the order in which a note tells them.

Needles that were set alike stand together, each point once, with what differs from the
last visit beside it. The words come from elsewhere, in the language of the clinic; no
number is worked out here but how often a point was needled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

SIDES = ("left", "right", "mid")


class How(NamedTuple):
    """How a needle was set; sizes and depth in mm, 0 where nothing is written."""

    gauge_mm: float = 0.0
    length_mm: float = 0.0
    depth_mm: float = 0.0
    angle: str = ""
    stimulation: str = ""
    response: str = ""
    kind: str = ""


class Needle(NamedTuple):
    """One needle: the code of its point, the side of the client, how it was set."""

    point: str
    side: str
    how: How = How()


class Visit(NamedTuple):
    """What is compared: the needles, and for how many minutes they stayed in."""

    needles: tuple[Needle, ...] = ()
    minutes: int = 0


class Placed(NamedTuple):
    """A point as it was needled in one way: side -> how many needles.

    :param change: ``new``, ``deeper``, ``shallower``, ``other``; empty: as last time,
        or there was none
    """

    point: str
    sides: dict[str, int]
    change: str = ""


class Group(NamedTuple):
    """Points that were needled alike."""

    how: How
    placed: tuple[Placed, ...]


class Told(NamedTuple):
    """What a note says of the needles.

    :param left_out: points of the last visit that were not needled now
    :param longer: 1 longer than last time, -1 shorter, 0 alike or not known
    """

    groups: tuple[Group, ...]
    left_out: tuple[str, ...]
    longer: int


def tell(now: Visit, last: Visit | None = None) -> Told:
    """Return what is to be said of a visit beside the last one.

    :param last: none for a first visit, of which nothing is compared
    """
    before = _hows(last.needles) if last else {}
    groups = []
    for how in dict.fromkeys(needle.how for needle in now.needles):
        alike = [needle for needle in now.needles if needle.how == how]
        points = dict.fromkeys(needle.point for needle in alike)
        placed = tuple(
            Placed(
                point,
                _sides(needle.side for needle in alike if needle.point == point),
                _change(how, before.get(point)) if last else "",
            )
            for point in points
        )
        groups.append(Group(how, placed))
    points_now = {needle.point for needle in now.needles}
    return Told(
        tuple(groups),
        tuple(point for point in before if point not in points_now),
        _longer(now.minutes, last.minutes if last else 0),
    )


def _hows(needles: Iterable[Needle]) -> dict[str, set[How]]:
    found: dict[str, set[How]] = {}
    for needle in needles:
        found.setdefault(needle.point, set()).add(needle.how)
    return found


def _sides(sides: Iterable[str]) -> dict[str, int]:
    counted = Counter(sides)
    return {side: counted[side] for side in SIDES if counted[side]}


def _change(how: How, before: set[How] | None) -> str:
    """Return what differs; of several ways of before, only a like one counts."""
    if before is None:
        return "new"
    if how in before:
        return ""
    depths = {one.depth_mm for one in before}
    if how.depth_mm and all(depths) and how.depth_mm > max(depths):
        return "deeper"
    if how.depth_mm and how.depth_mm < min(depths):
        return "shallower"
    return "other"


def _longer(now: int, last: int) -> int:
    return (now > last) - (now < last) if now and last else 0
