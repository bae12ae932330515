"""Which points and techniques of a plan are closed for this person today?

Screening decides about techniques; what it found about a pregnancy decides about
points as well. A point that tradition avoids in pregnancy is closed while pregnancy is
possible, one that asks for care is named. A limb without its lymph nodes stays free of
needles, and so does the back over a lung that has no reserve.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from .spared_limbs import NODES, SIDES, limb

# Findings under which a client is treated as pregnant or possibly pregnant.
PREGNANCY_CODES = frozenset({"PREG", "PREG_EA", "TTC"})
# Points over the lung that the guidance of this finding names.
THIN_CHEST = "RESP"
LUNG_POINTS = frozenset({"BL13", "BL14", "BL15", "BL16", "BL17", "BL18", "GB21"})
NEEDLING = "needling"
ELECTRO = "electroacupuncture"
_CURRENT = "electrical"


class PlanPoint(NamedTuple):
    """What the decision rests on. ``pregnancy`` is ok, caution or avoid.

    ``side`` is left, right, mid or both.
    """

    code: str
    pregnancy: str = "ok"
    stimulation: str = "none"
    region: str = ""
    side: str = "both"


class Verdict(NamedTuple):
    """``state`` is open, caution or closed; ``reason`` a code, with what caused it.

    ``reason``: ``pregnancy`` (by the findings ``because``), ``needling`` or ``current``
    (the technique is closed for this client), ``limb`` (spared on the sides
    ``because``; with care where another side is left), ``limb_asked`` (the same while
    nobody knows), ``lung``, or nothing.
    """

    state: str = "open"
    reason: str = ""
    because: tuple[str, ...] = ()


def pregnancy_findings(effects: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes that speak of a pregnancy, for certain or possibly.

    :param effects: finding -> effect, of what holds today. A finding that practitioners
        accepted is treated with care, so it counts; what is over does not.
    """
    return tuple(
        sorted(
            code
            for code, effect in effects.items()
            if code in PREGNANCY_CODES and effect not in ("over", "info")
        )
    )


def judge(
    points: Iterable[PlanPoint],
    effects: Mapping[str, str],
    closed_techniques: Collection[str] = frozenset(),
) -> list[Verdict]:
    """Return one verdict a point, in order. Worse causes come before milder ones.

    :param effects: finding -> effect, of what screening holds against the client today
    :param closed_techniques: codes of techniques that screening closes today
    """
    pregnant = pregnancy_findings(effects)
    return [_verdict(point, pregnant, closed_techniques, effects) for point in points]


def usable_techniques(
    wanted: Iterable[str],
    closed: Collection[str],
    requires: Mapping[str, str | None],
) -> list[str]:
    """Return what may be done of ``wanted``: not closed, and what it needs is not.

    :param requires: technique -> the technique with which it falls
    """
    return [code for code in wanted if not _falls(code, closed, requires)]


def _falls(
    code: str, closed: Collection[str], requires: Mapping[str, str | None]
) -> bool:
    seen: set[str] = set()
    needed: str | None = code
    while needed and needed not in seen:
        if needed in closed:
            return True
        seen.add(needed)
        needed = requires.get(needed)
    return False


def spared_sides(point: PlanPoint, effects: Mapping[str, str]) -> tuple[str, ...]:
    """Return the sides of a point that lie in a limb to be spared."""
    used = SIDES if point.side == "both" else (point.side,)
    return tuple(side for side in used if limb(point.region, side) in effects)


def _thin_chest(point: PlanPoint, effects: Mapping[str, str]) -> bool:
    held = effects.get(THIN_CHEST, "over") not in ("over", "info")
    return held and point.code in LUNG_POINTS


def _verdict(
    point: PlanPoint,
    pregnant: tuple[str, ...],
    closed: Collection[str],
    effects: Mapping[str, str],
) -> Verdict:
    if NEEDLING in closed:
        return Verdict("closed", "needling")
    if pregnant and point.pregnancy == "avoid":
        return Verdict("closed", "pregnancy", pregnant)
    free = spared_sides(point, effects)
    why_limb = "limb_asked" if effects.get(NODES) == "unclear" else "limb"
    if free and len(free) == (2 if point.side == "both" else 1):
        return Verdict("closed", why_limb, free)
    if _thin_chest(point, effects):
        return Verdict("closed", "lung")
    if point.stimulation == _CURRENT and ELECTRO in closed:
        return Verdict("closed", "current")
    if free:
        return Verdict("caution", why_limb, free)
    if pregnant and point.pregnancy == "caution":
        return Verdict("caution", "pregnancy", pregnant)
    return Verdict()
