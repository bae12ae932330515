"""May we treat? Answers, catalogue, planned techniques and a day give one light.

Red: what the plan cannot do without is closed that day; where nothing is named, every
planned technique. Amber: something is open, or the start waits for a review, a
clearance or a history. Green: nothing open; the code is ``noted`` where something was
told all the same, ``ok`` where nothing was. Several profiles are histories of one
person that were merged; the stricter one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .screening_facts import (
    EFFECTS,
    Answer,
    Clearance,
    Decision,
    Finding,
    Item,
    Profile,
    Told,
    either,
    latest,
)
from .screening_findings import find, open_question, turning_days

__all__ = [
    "EFFECTS",
    "Answer",
    "Clearance",
    "Decision",
    "Finding",
    "Item",
    "Profile",
    "Result",
    "Told",
    "closed_for_good",
    "earliest_day",
    "evaluate",
    "open_question",
    "timeline",
    "with_needed",
]


@dataclass(frozen=True)
class Result:
    """The light of one day with everything that led to it, worst finding first.

    ``not_before`` is the first day on which what the plan cannot do without is open,
    None when it is open now or never will be (``never``). ``opens`` holds the planned
    techniques that are closed, with the first day of each, None for no end.
    """

    findings: tuple[Finding, ...]
    light: str
    blocked: frozenset[str]
    not_before: date | None
    never: bool
    needs_review: bool
    code: str
    opens: Mapping[str, date | None] = field(default_factory=dict)


def evaluate(
    profiles: Sequence[Profile],
    catalogue: Sequence[Item],
    techniques: Iterable[str],
    requires: Mapping[str, str],
    day: date,
    essential: Iterable[str] = (),
) -> Result:
    """Return the light of the planned techniques on that day.

    :param essential: what the plan cannot do without: red while all of it is closed.
        Empty: any of the techniques will do
    """
    plan = _Plan(frozenset(techniques), requires, frozenset(essential))
    result = _look(profiles, catalogue, plan, day)
    opens = _opens(profiles, catalogue, plan, result.blocked, day)
    result = replace(result, opens=opens)
    if result.light != "red":
        return result
    first = min(filter(None, map(opens.get, plan.needed)), default=None)
    code = "deferred" if first else "stop"
    return replace(result, not_before=first, never=first is None, code=code)


def earliest_day(
    profiles: Sequence[Profile],
    catalogue: Sequence[Item],
    techniques: Iterable[str],
    requires: Mapping[str, str],
    day: date,
    essential: Iterable[str] = (),
) -> date | None:
    """Return the first day, from ``day`` on, that is not red."""
    plan = _Plan(frozenset(techniques), requires, frozenset(essential))
    for turn in _turns(profiles, catalogue, day):
        if _look(profiles, catalogue, plan, turn).light != "red":
            return turn
    return None


def closed_for_good(
    profiles: Sequence[Profile],
    catalogue: Sequence[Item],
    techniques: Iterable[str],
    requires: Mapping[str, str],
    day: date,
) -> frozenset[str]:
    """Return the techniques that no coming day opens, as far as is known.

    Also those that an item would stop of which the client does not know whether it
    applies.
    """
    plan = _Plan(frozenset(techniques), requires, frozenset())
    results = [
        _look(profiles, catalogue, plan, turn)
        for turn in _turns(profiles, catalogue, day)
    ]
    closed = frozenset.intersection(*(result.blocked for result in results))
    stops = {item.code for item in catalogue if item.severity == "absolute"}
    unknown = [
        replace(finding, effect="stop")
        for finding in results[0].findings
        if finding.open and finding.effect == "unclear" and finding.code in stops
    ]
    relevant = with_needed(plan.techniques, requires)
    return plan.techniques & (closed | _with_dependent(unknown, relevant, requires))


def timeline(
    profiles: Sequence[Profile],
    catalogue: Sequence[Item],
    techniques: Iterable[str],
    requires: Mapping[str, str],
    today: date,
    essential: Iterable[str] = (),
) -> list[tuple[date, str, str]]:
    """Return from which day on which light and code hold, today first."""
    plan = _Plan(frozenset(techniques), requires, frozenset(essential))
    results = [
        (turn, _look(profiles, catalogue, plan, turn))
        for turn in _turns(profiles, catalogue, today)
    ]
    steps: list[tuple[date, str, str]] = []
    free_later = False
    for turn, result in reversed(results):
        red = result.light == "red"
        code = "deferred" if red and free_later else result.code
        free_later = free_later or not red
        if steps and steps[-1][1:] == (result.light, code):
            steps.pop()
        steps.append((turn, result.light, code))
    return steps[::-1]


@dataclass(frozen=True)
class _Plan:
    techniques: frozenset[str]
    requires: Mapping[str, str]
    essential: frozenset[str]

    @property
    def needed(self) -> frozenset[str]:
        """Return the techniques of which one must be open."""
        return self.essential or self.techniques


def _opens(
    profiles: Sequence[Profile],
    catalogue: Sequence[Item],
    plan: _Plan,
    blocked: frozenset[str],
    day: date,
) -> dict[str, date | None]:
    """Return the first open day of each technique that is closed on ``day``."""
    closed = (plan.techniques | plan.essential) & blocked
    opens: dict[str, date | None] = dict.fromkeys(sorted(closed))
    for turn in _turns(profiles, catalogue, day)[1:] if closed else ():
        waiting = [each for each, first in opens.items() if first is None]
        if not waiting:
            break
        blocked = _look(profiles, catalogue, plan, turn).blocked
        opens |= {each: turn for each in waiting if each not in blocked}
    return opens


def _turns(
    profiles: Sequence[Profile], catalogue: Sequence[Item], day: date
) -> list[date]:
    turns = {turn for profile in profiles for turn in turning_days(profile, catalogue)}
    return [day, *sorted(turn for turn in turns if turn > day)]


def next_turn(
    profiles: Sequence[Profile], catalogue: Sequence[Item], today: date
) -> date | None:
    """Return the first day after today on which anything may be found otherwise."""
    return next(iter(_turns(profiles, catalogue, today)[1:]), None)


def _look(
    profiles: Sequence[Profile], catalogue: Sequence[Item], plan: _Plan, day: date
) -> Result:
    """Return the result of the day alone: red counts as a stop without end."""
    relevant = with_needed(plan.techniques | plan.essential, plan.requires)
    findings = _strictest(
        finding
        for profile in profiles
        for finding in find(profile, catalogue, relevant, day)
    )
    blocked = _with_dependent(findings, relevant, plan.requires)
    needs_review = any(not profile.reviewed for profile in profiles)
    needs_review |= any(each.asks for each in findings)
    if plan.needed and plan.needed <= blocked:
        light, code = "red", "stop"
    else:
        code = _code(profiles, findings, bool(blocked), needs_review, day)
        light = "green" if code == "ok" else "amber"
        if code == "ok" and (findings or _told_anything(profiles, catalogue, day)):
            code = "noted"
    never = light == "red"
    return Result(findings, light, blocked, None, never, needs_review, code)


def _told_anything(
    profiles: Sequence[Profile], catalogue: Sequence[Item], day: date
) -> bool:
    """Tell whether anything holds that day for any technique, planned or not."""
    everything = frozenset({""}).union(*(item.techniques for item in catalogue))
    return any(
        finding
        for profile in profiles
        for finding in find(profile, catalogue, everything, day)
    )


def _code(
    profiles: Sequence[Profile],
    findings: tuple[Finding, ...],
    blocked: bool,
    needs_review: bool,
    day: date,
) -> str:
    if not profiles:
        return "no_history"
    if any(profile.valid_until and day > profile.valid_until for profile in profiles):
        return "expired"
    if needs_review:
        return "review"
    if any(finding.clearance_missing for finding in findings):
        return "clearance"
    if blocked or any(each.open and each.effect == "caution" for each in findings):
        return "caution"
    return "ok"


def _strictest(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return one finding per item, worst first."""
    by_code: dict[str, Finding] = {}
    for finding in findings:
        other = by_code.get(finding.code)
        by_code[finding.code] = _stricter(finding, other) if other else finding
    return tuple(
        sorted(
            by_code.values(),
            key=lambda each: (EFFECTS.index(each.effect), not each.open, each.code),
        )
    )


def _stricter(one: Finding, other: Finding) -> Finding:
    worst = min(one, other, key=lambda each: (each.rank, each.reason))
    same = {one, other} if one.rank == other.rank else {worst}
    if one.blocks and other.blocks:
        same = {one, other}
    until = worst.until
    for each in same:
        until = latest(until, each.until)
    return replace(
        worst,
        until=until,
        techniques=frozenset().union(*(each.techniques for each in same)),
        clearance_missing=one.clearance_missing or other.clearance_missing,
        asks=either(one.asks, other.asks),
    )


def with_needed(
    techniques: frozenset[str], requires: Mapping[str, str]
) -> frozenset[str]:
    """Return the techniques and all that they need."""
    return frozenset(needed for each in techniques for needed in _chain(each, requires))


def _with_dependent(
    findings: Iterable[Finding], relevant: frozenset[str], requires: Mapping[str, str]
) -> frozenset[str]:
    """Return the closed techniques and all that fall with them."""
    closed = frozenset().union(
        *(finding.techniques for finding in findings if finding.blocks)
    )
    return frozenset(
        each for each in relevant if not closed.isdisjoint(_chain(each, requires))
    )


def _chain(technique: str | None, requires: Mapping[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    while technique and technique not in seen:
        seen.add(technique)
        yield technique
        technique = requires.get(technique)
