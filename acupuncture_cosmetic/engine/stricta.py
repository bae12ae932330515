"""How complete is a record by STRICTA 2010, the reporting standard of acupuncture?

A protocol, a plan and a chart each hand over what they know as a plain mapping; nothing
is stored about completeness. The items about a comparator (6a, 6b) belong to research.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

# code -> the facts that fill it. A fact of a point is looked for in every point.
ITEMS: dict[str, tuple[str, ...]] = {
    "1a": ("style",),
    "1b": ("rationale",),
    "1c": ("variation",),
    "2a": ("needles",),
    "2b": ("point.code", "point.side"),
    "2c": ("point.depth_mm",),
    "2d": ("point.response",),
    "2e": ("point.stimulation",),
    "2f": ("retention_minutes",),
    "2g": ("point.gauge_mm", "point.length_mm"),
    "3a": ("sessions",),
    "3b": ("frequency", "session_minutes"),
    "4a": ("components",),
    "4b": ("setting",),
    "5": ("practitioner",),
}
_OF_POINTS = "point."


class Item(NamedTuple):
    """One item of the checklist; ``points`` are the codes of those that lack it."""

    code: str
    filled: bool
    points: tuple[str, ...] = ()


def check(facts: Mapping[str, Any]) -> list[Item]:
    """Return the fifteen items in the order of the standard.

    :param facts: ``style``, ``rationale``, ``variation``, ``needles`` (how many go in),
        ``points`` (mappings of ``code``, ``side``, ``depth_mm``, ``response``,
        ``stimulation``, ``gauge_mm``, ``length_mm``), ``retention_minutes``,
        ``sessions``, ``frequency``, ``session_minutes``, ``components`` (what is done
        besides), ``setting`` and ``practitioner``; what is unknown may be left out
    """
    points = list(facts.get("points") or ())
    return [_item(code, names, facts, points) for code, names in ITEMS.items()]


def percent(items: Iterable[Item]) -> int:
    """Return the filled share, a full hundred only when nothing is missing."""
    listed = list(items)
    filled = sum(item.filled for item in listed)
    return filled * 100 // len(listed) if listed else 0


def missing(items: Iterable[Item]) -> list[Item]:
    """Return what still has to be filled in."""
    return [item for item in items if not item.filled]


def _item(
    code: str,
    names: tuple[str, ...],
    facts: Mapping[str, Any],
    points: list[Mapping[str, Any]],
) -> Item:
    if not names[0].startswith(_OF_POINTS):
        return Item(code, all(_told(facts.get(name)) for name in names))
    keys = [name.removeprefix(_OF_POINTS) for name in names]
    lacking = [
        point.get("code") or "?"
        for point in points
        if not all(_told(point.get(key)) for key in keys)
    ]
    # A point that stands on both sides is named once.
    return Item(code, bool(points) and not lacking, tuple(dict.fromkeys(lacking)))


def _told(value: Any) -> bool:
    """Tell whether a fact says something; blanks and zero say nothing."""
    return bool(value.strip() if isinstance(value, str) else value)
