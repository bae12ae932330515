"""One health history on one day: what each screening item finds, and why."""

from __future__ import annotations

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
    Told,
    either,
    latest,
)
from .screening_words import contradiction, turns

ADULT = 18
FRAIL = 76
DARK_SKIN = 4
LATELY = timedelta(days=7)  # before the form: a medicine taken then may be taken still
DERIVED = frozenset({"MINOR", "FRAIL", "PIH"})


@dataclass(frozen=True)
class _Weight:
    """What speaks against one item: a block, a clearance, a note, or several.

    ``block`` is stop or defer, ``until`` its first allowed day, None for no end.
    ``asks``: what somebody must tell first, see ``Finding``.
    """

    block: str | None = None
    until: date | None = None
    clearance: bool = False
    note: str | None = None
    reason: str = ""
    asks: str = ""

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
            either(self.asks, other.asks),
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


def open_question(
    profile: Profile, catalogue: Iterable[Item], code: str, day: date
) -> str:
    """Return what the form leaves open on an item, whatever was told since.

    :return: ``answer``, ``date`` or nothing, as in ``Finding.asks``
    """
    lapsed = {key: told for key, told in profile.told.items() if told.lapsed}
    bare = replace(profile, told=lapsed, decisions={})
    answers = _by_code(bare)
    return either(
        *(
            _weigh(bare, item, _told(item, answers), day).asks
            for item in catalogue
            if item.code == code
        )
    )


def turning_days(profile: Profile, catalogue: Iterable[Item]) -> Iterator[date]:
    """Yield every day on which a finding of this history may begin or end."""
    answers = _by_code(profile)
    for item in catalogue:
        if item.defer_days is not None:
            yield from _waits_end(profile, item, _told(item, answers))
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
    yield from turns(profile.due)


def _waits_end(
    profile: Profile, item: Item, said: tuple[Answer, ...]
) -> Iterator[date]:
    days = [answer.on for answer in said if answer.value == "yes"]
    if item.question in profile.told:
        days.append(None)
    for day in days:
        end, _known = _end(profile, item, day)
        if end:
            yield end


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
    profile: Profile, item: Item, said: tuple[Answer, ...], day: date
) -> _Weight:
    """Return what the client's words and facts weigh, with what was decided."""
    values = {answer.value for answer in said}
    weight = _NOTHING
    days = [answer.on for answer in said if answer.value == "yes"]
    for on in days:
        weight |= _yes(item, *_end(profile, item, on), day)
    if any(_may_go_on(profile, item, on) for on in days):
        weight |= _undated(item, "It may be taken still")
    told = profile.told.get(item.question)
    doubt = _doubt(profile, item, values, bool(weight), day)
    if doubt:
        weight |= _asked_back(profile, item, told, doubt, day)
    fact = item.code in DERIVED and _fact(profile, item.code, day)
    if fact:
        weight |= _derived(item, fact, "no" in values, day)
    said_yes = "yes" in values or bool(doubt and told and told.applies)
    decision = profile.decisions.get(item.code)
    if decision and (weight or said_yes):
        weight = _decide(weight, decision, item, day)
    return weight


def _doubt(
    profile: Profile, item: Item, values: set[str], weighs: bool, day: date
) -> str | None:
    """Return why a client's word alone does not settle whether the item applies."""
    told = profile.told.get(item.question)
    if "unknown" in values:
        return "The client is not sure"
    if told and told.applies and not (told.lapsed and "yes" in values):
        return "It was going on when last asked"
    written = not weighs and contradiction(
        item.question, item.terms, profile.written, profile.due, day
    )
    return written.reason if written else None


def _asked_back(
    profile: Profile, item: Item, told: Told | None, doubt: str, day: date
) -> _Weight:
    """Return what a doubt weighs, once somebody asked: as if the client had said so."""
    if told is None or told.lapsed:
        return _unclear(item, doubt)
    if not told.applies:
        return _NOTHING
    return _yes(item, *_end(profile, item, None), day, "Asked back: it applies")


def _derived(item: Item, fact: str, denied: bool, day: date) -> _Weight:
    if denied or fact == _NO_BIRTH:
        return _unclear(item, fact)
    return _yes(replace(item, defer_days=None), None, True, day, fact)


def _end(profile: Profile, item: Item, on: date | None) -> tuple[date | None, bool]:
    """Return the first allowed day after a yes, and whether that is known.

    No day is no end. An item of zero days lasts for the day itself. Of two dates the
    later counts; what is ongoing has no end, its wait has not begun.
    """
    if item.defer_days is None:
        return None, True
    told = profile.told.get(item.question)
    if told and told.ongoing:
        return None, True
    if told and told.applies:
        on = max(filter(None, (on, told.on)), default=None)
    if item.same_day:
        on = on or profile.answered_on
    if on is None:
        return None, not item.needs_date
    return on + timedelta(days=max(item.defer_days, 1)), True


def _may_go_on(profile: Profile, item: Item, on: date | None) -> bool:
    """Tell whether a medicine was taken so lately that it may be taken still."""
    told = profile.told.get(item.question)
    settled = told is not None and told.applies and not told.lapsed
    if settled or on is None or not (item.lasting and item.needs_date):
        return False
    return profile.answered_on - on <= LATELY


def _yes(
    item: Item,
    end: date | None,
    known: bool,
    day: date,
    reason: str = "The client says yes",
) -> _Weight:
    """Return what a yes weighs. A wait without end has not begun: it is ongoing."""
    if not known:
        return _undated(item, reason)
    running = end is None or day < end
    if item.severity == "absolute":
        return _Weight(block="stop", until=end, reason=reason) if running else _NOTHING
    defers = bool(item.defer_days) and running
    if item.severity == "clearance_required":
        hold = _Weight(clearance=True, reason=reason)
        return replace(hold, block="defer", until=end) if defers else hold
    if item.severity == "caution" and defers:
        return _Weight(block="defer", until=end, reason=reason)
    return (
        _Weight(note=item.severity, until=end, reason=reason) if running else _NOTHING
    )


def _undated(item: Item, reason: str) -> _Weight:
    """Return what a yes weighs whose day nobody gave: it waits until somebody does."""
    if item.severity == "absolute":
        return _Weight(block="stop", reason=reason, asks="date")
    letter = item.severity == "clearance_required"
    return _Weight(clearance=letter, note="unclear", reason=reason, asks="date")


def _unclear(item: Item, reason: str) -> _Weight:
    if item.severity == "info":
        return _Weight(note="info", reason=reason)
    return _Weight(note="unclear", reason=reason, asks="answer")


_NO_BIRTH = "The date of birth is missing"


def _fact(profile: Profile, code: str, day: date) -> str | None:
    """Return why an item that is never asked holds, by date of birth or skin type."""
    if code == "MINOR":
        if profile.birth is None:
            return _NO_BIRTH
        if day < birthday(profile.birth, ADULT):
            return "Under 18 by date of birth"
    if code == "FRAIL" and profile.birth and day >= birthday(profile.birth, FRAIL):
        return "Over 75 by date of birth"
    if code == "PIH" and (profile.skin_type or 0) >= DARK_SKIN:
        return "Skin type IV to VI"
    return None


def _decide(weight: _Weight, decision: Decision, item: Item, day: date) -> _Weight:
    """Add what the practitioner decided. A decision never opens a block.

    A doctor's letter settles what is unclear, except what would stop the treatment:
    that is answered first.
    """
    if decision.kind == "declined":
        reason = "The practitioner declined"
        return replace(weight | _Weight(block="stop"), reason=reason, asks="")
    if decision.kind == "clearance":
        settles = weight.asks == "answer" and item.severity != "absolute"
        return replace(weight, clearance=True, asks="" if settles else weight.asks)
    if decision.kind == "deferred" and (not decision.until or day < decision.until):
        asks = weight.asks if weight.block else ""
        later = weight | _Weight(block="defer", until=decision.until)
        return replace(later, asks=asks)
    return weight


def _finding(
    profile: Profile, item: Item, weight: _Weight, scope: frozenset[str], day: date
) -> Finding:
    missing = _uncleared(profile, item, scope, day) if weight.clearance else frozenset()
    decision = profile.decisions.get(item.code)
    if weight.block:
        effect, is_open, techniques = weight.block, True, scope
    elif weight.clearance and (missing or not weight.asks):
        effect, is_open, techniques = "clearance", bool(missing), missing or scope
    elif weight.asks:
        effect, is_open, techniques = "unclear", True, scope
    else:
        accepted = decision is not None and decision.accepts(scope)
        effect, is_open, techniques = weight.note or "", not accepted, scope
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
        weight.asks,
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
