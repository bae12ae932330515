"""Spacing of a course: how many days lie between one session and the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import Any

_FREE_SPAN = 28


@dataclass(frozen=True)
class Phase:
    """A stretch of a course, e.g. eight sessions at two a week."""

    sessions: int
    per_week: int
    min_days: int = 0
    max_days: int = 0


@dataclass(frozen=True)
class Gap:
    """Days since the session before: at least, best, at most."""

    least: int
    ideal: int
    most: int


def _phase_gaps(phase: Phase) -> list[Gap]:
    least = phase.min_days
    most = max(phase.max_days or least + _FREE_SPAN, least)
    return [Gap(least, min(max(ideal, least), most), most) for ideal in _ideals(phase)]


def _ideals(phase: Phase) -> list[int]:
    """Spread the sessions of a week over its seven days (two a week: 4, 3, 4, 3...)."""
    if not phase.per_week:
        return [
            (phase.min_days + max(phase.max_days, phase.min_days)) // 2
        ] * phase.sessions
    days = [-(-7 * step // phase.per_week) for step in range(phase.sessions + 1)]
    return [after - before for before, after in zip(days, days[1:], strict=False)]


def gaps(phases: Sequence[Phase], count: int, done: int = 0) -> list[Gap]:
    """Return the gap before each of ``count`` sessions after ``done`` earlier ones.

    The last phase goes on when the course is longer than its phases; without phases any
    rhythm of at least one day is right.
    """
    phases = [phase for phase in phases if phase.sessions > 0]
    listed = [gap for phase in phases for gap in _phase_gaps(phase)]
    rest = listed[-1] if listed else Gap(1, 7, _FREE_SPAN)
    return list(islice(chain(listed, repeat(rest)), done, done + count))


def rest_of(rhythm: Sequence[Mapping[str, Any]], done: int) -> list[dict[str, Any]]:
    """Return the phases that remain once ``done`` sessions took place.

    :param rhythm: values of phases in order, each with its ``session_count``
    """
    rest = []
    for phase in rhythm:
        taken = min(done, phase["session_count"])
        done -= taken
        if left := phase["session_count"] - taken:
            rest.append({**phase, "session_count": left})
    return rest
