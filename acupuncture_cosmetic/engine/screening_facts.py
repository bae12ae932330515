"""What screening thinks about: items, answers, decisions, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# worst first
EFFECTS = ("stop", "defer", "clearance", "unclear", "caution", "info")


@dataclass(frozen=True)
class Item:
    """A screening item as a clinic uses it. No techniques means every technique."""

    code: str
    severity: str
    techniques: frozenset[str] = frozenset()
    defer_days: int | None = None
    name: str = ""
    guidance: str = ""
    source: str = ""
    medicine_words: tuple[str, ...] = ()
    question_of: str | None = None


@dataclass(frozen=True)
class Answer:
    """What the client said to one question: yes, no or unknown."""

    code: str
    value: str
    on: date | None = None
    detail: str = ""


@dataclass(frozen=True)
class Decision:
    """What the practitioner decided: accepted, clearance, deferred or declined."""

    kind: str
    until: date | None = None


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
    """One submitted health history with what was decided about it."""

    birth: date | None
    skin_type: int | None
    medicines: str
    answered_on: date
    valid_until: date | None
    reviewed: bool
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    clearances: tuple[Clearance, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What one item means for the planned techniques on one day, and why.

    ``until`` is the first allowed day. ``clearance_missing`` says that a clearance is
    still needed once a running deferral is over.
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
