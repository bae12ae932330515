"""One health history on one day: what each screening item finds, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce

from .screening_facts import (
    EFFECTS,
    Answer,
    Decision,
    Finding,
    Item,
    Profile,
    latest,
)

ADULT = 18
FRAIL = 76
DARK_SKIN = 4
DERIVED = frozenset({"MINOR", "FRAIL", "PIH"})


@dataclass(frozen=True)
class _Weight:
    """What speaks against one item: a block, a clearance, a note, or several.

    ``block`` is stop or defer, ``until`` its first allowed day, None for no end.
    """

    block: str | None = None
    until: date | None = None
    clearance: bool = False
    note: str | None = None
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.block or self.clearance or self.note)

    def __or__(self, other: _Weight) -> _Weight:
        """Both together: never milder than either."""
        heavy = [weight for weight in (self, other) if weight.block]
        heavy = heavy or [weight for weight in (self, other) if weight]
        ends = [weight.until for weight in heavy]
        return _Weight(
            _worst(self.block, other.block),
            reduce(latest, ends) if ends else None,
            self.clearance or other.clearance,
            _worst(self.note, other.note),
            self.reason or other.reason,
        )


_NOTHING = _Weight()


def find(
    profile: Profile, catalogue: Iterable[Item], relevant: frozenset[str], day: date
) -> Iterator[Finding]:
    """Yield what each item of the catalogue means for the relevant techniques."""
    answers = _by_code(profile)
    for item in catalogue:
        scope = item.techniques & relevant if item.techniques else relevant
        weight = scope and _weigh(profile, item, _told(item, answers), day)
        if weight:
            yield _finding(profile, item, weight, scope, day)


def turning_days(profile: Profile, catalogue: Iterable[Item]) -> Iterator[date]:
    """Yield every day on which a finding of this history may begin or end."""
    answers = _by_code(profile)
    for item in catalogue:
        if item.defer_days is not None:
            for answer in _told(item, answers):
                if answer.value == "yes":
                    yield _end(profile, item, answer)
    for decision in profile.decisions.values():
        if decision.until:
            yield decision.until
    for clearance in profile.clearances:
        yield clearance.valid_from
        yield from _day_after(clearance.valid_until)
    yield from _day_after(profile.valid_until)
    if profile.birth:
        yield birthday(profile.birth, ADULT)
        yield birthday(profile.birth, FRAIL)


def birthday(birth: date, age: int) -> date:
    """Return the day of that birthday; who is born on 29 February waits for 1 March."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)


def _by_code(profile: Profile) -> dict[str, tuple[Answer, ...]]:
    answers: dict[str, tuple[Answer, ...]] = {}
    for answer in profile.answers:
        answers[answer.code] = (*answers.get(answer.code, ()), answer)
    return answers


def _told(item: Item, answers: dict[str, tuple[Answer, ...]]) -> tuple[Answer, ...]:
    """Return the answers to the item's own question and to the one it shares."""
    own = answers.get(item.code, ())
    shared = item.question_of and answers.get(item.question_of)
    return (*own, *shared) if shared else own


def _weigh(
    profile: Profile, item: Item, told: tuple[Answer, ...], day: date
) -> _Weight:
    """Return what the client's words and facts weigh, with what was decided."""
    values = {answer.value for answer in told}
    weight = _NOTHING
    for answer in told:
        if answer.value == "yes":
            weight |= _yes(item, _end(profile, item, answer), day)
    ended = "yes" in values and not weight
    if "unknown" in values:
        weight |= _unclear(item, "The client is not sure")
    fact = item.code in DERIVED and _fact(profile, item.code, day)
    if fact:
        denied = "no" in values or fact == _NO_BIRTH
        weight |= _unclear(item, fact) if denied else _yes(item, None, day, fact)
    medicine = not weight and _named(item.medicine_words, profile.medicines)
    if medicine:
        weight = _unclear(item, f"The medicines name {medicine}")
    decision = profile.decisions.get(item.code)
    if decision and (weight or ended):
        weight = _decide(weight, decision, day)
    return weight


def _end(profile: Profile, item: Item, answer: Answer) -> date | None:
    """Return the first allowed day; an item of zero days lasts for the day itself."""
    if item.defer_days is None:
        return None
    since = answer.on or profile.answered_on
    return since + timedelta(days=max(item.defer_days, 1))


def _yes(
    item: Item, end: date | None, day: date, reason: str = "The client says yes"
) -> _Weight:
    running = end is None or day < end
    if item.severity == "absolute":
        return _Weight(block="stop", until=end, reason=reason) if running else _Weight()
    defers = bool(item.defer_days) and end is not None and running
    if item.severity == "clearance_required":
        hold = _Weight(clearance=True, reason=reason)
        return replace(hold, block="defer", until=end) if defers else hold
    if item.severity == "caution" and defers:
        return _Weight(block="defer", until=end, reason=reason)
    return (
        _Weight(note=item.severity, until=end, reason=reason) if running else _Weight()
    )


def _unclear(item: Item, reason: str) -> _Weight:
    note = "info" if item.severity == "info" else "unclear"
    return _Weight(note=note, reason=reason)


_NO_BIRTH = "The date of birth is missing"


def _fact(profile: Profile, code: str, day: date) -> str | None:
    """Return why an item that is never asked holds, by date of birth or skin type."""
    if code == "MINOR" and profile.birth is None:
        return _NO_BIRTH
    if code == "MINOR" and day < birthday(profile.birth, ADULT):
        return "Under 18 by date of birth"
    if code == "FRAIL" and profile.birth and day >= birthday(profile.birth, FRAIL):
        return "Over 75 by date of birth"
    if code == "PIH" and (profile.skin_type or 0) >= DARK_SKIN:
        return "Skin type IV to VI"
    return None


def _named(words: Iterable[str], medicines: str) -> str | None:
    text = medicines.lower() if words else ""
    for word in words:
        if (
            word
            and word.lower() in text
            and re.search(rf"(?<!\w){re.escape(word.lower())}", text)
        ):
            return word
    return None


def _decide(weight: _Weight, decision: Decision, day: date) -> _Weight:
    """Add what the practitioner decided. A decision never opens a block."""
    if decision.kind == "declined":
        reason = "The practitioner declined"
        return replace(weight | _Weight(block="stop"), reason=reason)
    if decision.kind == "clearance":
        return replace(weight, clearance=True)
    if decision.kind == "deferred" and (not decision.until or day < decision.until):
        return weight | _Weight(block="defer", until=decision.until)
    return weight


def _finding(
    profile: Profile, item: Item, weight: _Weight, scope: frozenset[str], day: date
) -> Finding:
    missing = _uncleared(profile, item, scope, day) if weight.clearance else frozenset()
    decision = profile.decisions.get(item.code)
    if weight.block:
        effect, is_open, techniques = weight.block, True, scope
    elif weight.clearance:
        effect, is_open, techniques = "clearance", bool(missing), missing or scope
    else:
        accepted = decision is not None and decision.kind == "accepted"
        effect, is_open, techniques = weight.note, not accepted, scope
    return Finding(
        item.code,
        effect,
        techniques,
        None if effect == "clearance" else weight.until,
        weight.reason,
        item.guidance,
        item.source,
        is_open,
        bool(missing),
    )


def _uncleared(
    profile: Profile, item: Item, scope: frozenset[str], day: date
) -> frozenset[str]:
    return frozenset(
        technique
        for technique in scope
        if not any(
            clearance.covers(item.code, technique, day)
            for clearance in profile.clearances
        )
    )


def _worst(one: str | None, other: str | None) -> str | None:
    return min(filter(None, (one, other)), key=EFFECTS.index, default=None)


def _day_after(day: date | None) -> Iterator[date]:
    if day and day < date.max:
        yield day + timedelta(days=1)
