"""What screening thinks about: items, answers, decisions, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from .screening_words import Term, Written

# worst first
EFFECTS = ("stop", "defer", "clearance", "unclear", "caution", "info")


@dataclass(frozen=True)
class Item:
    """A screening item as a clinic uses it. No techniques means every technique.

    ``same_day`` says that the question names the day itself ("right now", "in the last
    24 hours"): the day of the form is the day of the answer. Every other item with
    ``defer_days`` needs a date that somebody gave. ``lasting``: a medicine or a cream;
    who took it in the days before the form may still take it.
    """

    code: str
    severity: str
    techniques: frozenset[str] = frozenset()
    defer_days: int | None = None
    name: str = ""
    guidance: str = ""
    source: str = ""
    terms: tuple[Term, ...] = ()
    question_of: str | None = None
    same_day: bool = False
    lasting: bool = False

    @property
    def question(self) -> str:
        """The code of the item whose question is asked for this one."""
        return self.question_of or self.code

    @property
    def needs_date(self) -> bool:
        """Tell whether a yes means little without the day of what happened."""
        return bool(self.defer_days) and not self.same_day and self.severity != "info"


@dataclass(frozen=True)
class Answer:
    """What the client said to one question: yes, no or unknown."""

    code: str
    value: str
    on: date | None = None
    detail: str = ""


@dataclass(frozen=True)
class Told:
    """What a practitioner was told when they asked back about one question.

    It settles what is unclear and dates what has no date. It never takes back a yes,
    and never shortens a wait. ``ongoing``: it has not ended, so no wait has begun.
    ``lapsed``: it was ongoing when last asked, and nobody said when it ended.
    """

    applies: bool
    on: date | None = None
    ongoing: bool = False
    lapsed: bool = False


@dataclass(frozen=True)
class Decision:
    """What the practitioner decided: accepted, clearance, deferred or declined.

    ``techniques``: what the finding was about at that time, empty for whatever it is
    about now. What is accepted for needles is not accepted for the stone.
    """

    kind: str
    until: date | None = None
    techniques: frozenset[str] = frozenset()

    def accepts(self, scope: frozenset[str]) -> bool:
        """Tell whether these techniques are accepted."""
        covers = not self.techniques or scope <= self.techniques
        return self.kind == "accepted" and covers


@dataclass(frozen=True)
class Clearance:
    """A doctor's clearance in hand. No techniques means every technique."""

    code: str
    techniques: frozenset[str] = frozenset()
    valid_from: date = date.min
    valid_until: date | None = None

    def covers(self, code: str, technique: str, day: date) -> bool:
        """Tell whether it lets this technique pass on that day."""
        return (
            self.code == code
            and (not self.techniques or technique in self.techniques)
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True)
class Profile:
    """One submitted health history with what was decided about it.

    ``medicines``, ``allergies`` and ``notes`` are the client's own words; ``due`` is
    the due date of a pregnancy.
    ``told`` is what practitioners were told since, by the code of the question.
    """

    birth: date | None
    skin_type: int | None
    medicines: str
    answered_on: date
    valid_until: date | None
    reviewed: bool
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    clearances: tuple[Clearance, ...] = ()
    answers: tuple[Answer, ...] = ()
    told: Mapping[str, Told] = field(default_factory=dict)
    allergies: str = ""
    notes: str = ""
    due: date | None = None

    @cached_property
    def written(self) -> Written:
        """All that the client wrote, ready to be searched for words."""
        return Written.of(self.medicines, self.allergies, self.notes)


@dataclass(frozen=True)
class Finding:
    """What one item means for the planned techniques on one day, and why.

    ``until`` is the first allowed day. ``clearance_missing`` says that a clearance is
    still needed once a running deferral is over. ``asks`` says what somebody must tell
    before anything is decided: ``answer`` (does it apply?), ``date`` (since when?).
    """

    code: str
    effect: str
    techniques: frozenset[str]
    until: date | None
    reason: str
    guidance: str
    source: str
    open: bool
    clearance_missing: bool = False
    asks: str = ""

    @property
    def blocks(self) -> bool:
        """Tell whether the techniques are closed that day."""
        return self.effect in ("stop", "defer")

    @property
    def rank(self) -> tuple[bool, int]:
        """Sort key: open before closed, worst effect first."""
        return (not self.open, EFFECTS.index(self.effect))


def latest(one: date | None, other: date | None) -> date | None:
    """Return the later first allowed day; None is never."""
    return None if one is None or other is None else max(one, other)


def either(*asked: str) -> str:
    """Return what must be told first: whether it applies comes before since when."""
    return min(filter(None, asked), default="")
