"""What a yes does to each technique: the table that a clinician reads.

Nothing is told twice: each cell is what screening itself answers for somebody who says
yes to that one question today and is otherwise well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .screening import evaluate
from .screening_facts import Answer, Item, Profile

CLOSED, WAITS, CLEARANCE, CAUTION, NOTE = STATES = (
    "closed",
    "waits",
    "clearance",
    "caution",
    "note",
)
_DAY = date(2026, 3, 2)
_ADULT = date(1986, 3, 2)


@dataclass(frozen=True)
class Cell:
    """What a yes means for one technique.

    ``state``: *closed* until a new answer, *waits* for ``days`` days, *clearance* by a
    doctor needed, *caution*, *note*, or "" for nothing. ``clearance`` tells that one is
    needed after the wait as well.
    """

    state: str = ""
    days: int | None = None
    clearance: bool = False


def reach(
    catalogue: Sequence[Item],
    techniques: Iterable[str],
    requires: Mapping[str, str],
) -> dict[str, dict[str, Cell]]:
    """Return code of an asked item -> technique -> what a yes means for it.

    Items that share a question stand in one row, under the item that is asked.
    """
    rows: dict[str, list[Item]] = {}
    for item in catalogue:
        rows.setdefault(item.question, []).append(item)
    techniques = list(techniques)
    return {
        root: {each: _cell(root, items, each, requires) for each in techniques}
        for root, items in rows.items()
    }


def _cell(
    root: str, items: Sequence[Item], technique: str, requires: Mapping[str, str]
) -> Cell:
    told = Profile(
        birth=_ADULT,
        skin_type=None,
        medicines="",
        answered_on=_DAY,
        valid_until=None,
        reviewed=True,
        answers=(Answer(root, "yes", _DAY),),
    )
    today = evaluate([told], items, {technique}, requires, _DAY)
    effects = {finding.effect for finding in today.findings}
    clearance = any(finding.clearance_missing for finding in today.findings)
    if technique in today.blocked:
        days = _wait(told, items, technique, requires)
        return Cell(CLOSED if days is None else WAITS, days, clearance)
    if clearance:
        return Cell(CLEARANCE, clearance=True)
    for effect, state in (("caution", CAUTION), ("info", NOTE)):
        if effect in effects:
            return Cell(state)
    return Cell()


def _wait(
    told: Profile, items: Sequence[Item], technique: str, requires: Mapping[str, str]
) -> int | None:
    """Return after how many days the technique is open again; None for never."""
    ends = {item.defer_days for item in items if item.defer_days}
    for days in sorted(ends):
        later = _DAY + timedelta(days=days)
        if (
            technique
            not in evaluate([told], items, {technique}, requires, later).blocked
        ):
            return days
    return None
