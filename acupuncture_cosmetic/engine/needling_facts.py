"""May this point be needled so, and what must be said before?

Each point of the catalogue has facts: it is needled as usual, slanted only, on one side
at a time, over the lung, by experienced hands only, or not at all. A needle breaks such
a fact, keeps to it, or is not described well enough to tell: then it breaks it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

FORBIDDEN = "forbidden"
EXPERIENCED = "experienced"
OVER_LUNG = "over_lung"
ONE_SIDE = "one_side"
SLANTED = "oblique_only"
AT_THE_EYE = "periorbital"
USUAL = "normal"
# Worst first.
KINDS = (FORBIDDEN, EXPERIENCED, OVER_LUNG, ONE_SIDE, SLANTED, AT_THE_EYE, USUAL)
SLANTS = frozenset({"oblique", "transverse"})
# Who learns needles these with the supervisor beside.
SUPERVISED_KINDS = frozenset({EXPERIENCED, OVER_LUNG, AT_THE_EYE})
SUPERVISED_REGIONS = frozenset({"neck", "chest"})
_OTHER = {"left": "right", "right": "left"}


class Fact(NamedTuple):
    """One fact of a point; ``limit_mm`` is its own depth limit, 0 for none."""

    kind: str
    limit_mm: float = 0.0


class Needle(NamedTuple):
    """How a needle is set. ``side`` is both, left, right or mid."""

    side: str
    depth_mm: float = 0.0
    angle: str | None = None


def limit_mm(facts: Iterable[Fact]) -> float:
    """Return the strictest depth limit, 0 if there is none."""
    return min((fact.limit_mm for fact in facts if fact.limit_mm > 0), default=0.0)


def is_slanted(facts: Iterable[Fact]) -> bool:
    """Tell whether a point is needled obliquely or transversely only."""
    return any(fact.kind in (OVER_LUNG, SLANTED) for fact in facts)


def broken(
    facts: Collection[Fact], needle: Needle, sides: Collection[str] = ()
) -> list[str]:
    """Return the kinds of the facts that this needle breaks, worst first.

    :param sides: where else the same point is needled in the same session
    """
    return [
        kind
        for kind in KINDS
        if any(fact.kind == kind and _breaks(fact, needle, sides) for fact in facts)
    ]


def needs_supervisor(region: str, kinds: Iterable[str]) -> bool:
    """Tell whether a trainee needs the supervisor for a point: eye, neck or chest."""
    return region in SUPERVISED_REGIONS or not SUPERVISED_KINDS.isdisjoint(kinds)


def _breaks(fact: Fact, needle: Needle, sides: Collection[str]) -> bool:
    if fact.kind in (FORBIDDEN, EXPERIENCED):
        return True
    if fact.kind == ONE_SIDE:
        return needle.side == "both" or _OTHER.get(needle.side) in sides
    if fact.kind in (OVER_LUNG, SLANTED):
        return needle.angle not in SLANTS or _too_deep(fact, needle)
    return False


def _too_deep(fact: Fact, needle: Needle) -> bool:
    return 0 < fact.limit_mm < round(needle.depth_mm or 0.0, 1)
