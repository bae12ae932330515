"""All that was told counts: what a client wrote, against what the client ticked.

Words are compared folded: lower case, without accents, one space between them. A term
matches at the beginning of a word, so that "warfarin" finds "Warfarine 5mg" and not
"Xwarfarin". A "no" before a word takes nothing back: "no almond oil, please" is how
people write about an allergy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

MEDICINE, ALLERGEN, CONDITION = KINDS = ("medicine", "allergen", "condition")
PREGNANCY, BIRTH = "PREG", "POSTPARTUM"
CHILDBED = timedelta(days=42)
_ALLERGIC = re.compile(r" (?:allerg|alerg|overgevoelig|unvertrag|uberempf|intoler)")
_REASONS = {
    "medicines": "The medicines name {}",
    "allergies": "The allergies name {}",
    "notes": "The client also wrote {}",
    "due": "A due date was given",
    "birth": "The due date is over",
}


@dataclass(frozen=True)
class Term:
    """What a client may write that speaks for an item; words are folded.

    ``starts`` match the beginning of a word, ``whole`` the whole word. ``but_not``
    begins alike and means something harmless.
    """

    kind: str
    name: str
    starts: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()


class Doubt(NamedTuple):
    """Why a "no" waits: where the client told otherwise, and by which word.

    ``place`` is medicines, allergies or notes; ``due`` and ``birth`` are the due date
    of a pregnancy, to come and over.
    """

    place: str
    word: str = ""

    @property
    def reason(self) -> str:
        """The doubt as a finding says it."""
        return _REASONS[self.place].format(self.word)


@dataclass(frozen=True)
class Written:
    """What a client wrote in words of their own, folded, by where it stands."""

    medicines: str = ""
    allergies: str = ""
    notes: str = ""

    @classmethod
    def of(cls, medicines: str, allergies: str, notes: str) -> Written:
        """Return the three texts, ready to be searched."""
        return cls(fold(medicines), fold(allergies), fold(notes))

    def places(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield place and text where words of that kind count.

        An allergy is no medicine that is taken. Outside its own field, an allergen
        counts where the text speaks of allergies.
        """
        told = {
            "medicines": self.medicines,
            "allergies": self.allergies,
            "notes": self.notes,
        }
        for place, text in told.items():
            elsewhere = kind == ALLERGEN and place != "allergies"
            foreign = kind == MEDICINE and place == "allergies"
            if text and not foreign and (not elsewhere or _ALLERGIC.search(text)):
                yield place, text


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the words of a text, folded, with a space around each."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    words = " ".join(re.findall(r"[^\W_]+", letters))
    return f" {words} " if words else ""


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a list that is separated by semicolons."""
    return tuple(filter(None, (fold(word).strip() for word in text.split(";"))))


def named(term: Term, text: str) -> str | None:
    """Return the word of a folded text that a term finds, or None."""
    for start in term.starts:
        if (at := _place(f" {start}", term, text)) is not None:
            end = text.index(" ", at + len(start))
            return text[at:end]
    for word in term.whole:
        if _place(f" {word} ", term, text) is not None:
            return word
    return None


def _place(pattern: str, term: Term, text: str) -> int | None:
    """Return where the word begins; what only begins alike is passed over."""
    at = text.find(pattern)
    while at >= 0:
        if not any(text.startswith(f" {other}", at) for other in term.but_not):
            return at + 1
        at = text.find(pattern, at + 1)
    return None


def contradiction(
    root: str, terms: tuple[Term, ...], written: Written, due: date | None, day: date
) -> Doubt | None:
    """Return why a "no" needs a second look: what else the client told, or None.

    :param root: code of the item that is asked
    :param due: the due date the client gave
    """
    if due and root == PREGNANCY:
        return Doubt("due")
    if due and root == BIRTH and due <= day < due + CHILDBED:
        return Doubt("birth")
    for term in terms:
        for place, text in written.places(term.kind):
            if word := named(term, text):
                return Doubt(place, word)
    return None


def turns(due: date | None) -> Iterator[date]:
    """Yield the days on which a contradiction by the due date begins or ends."""
    if due:
        yield due
        yield due + CHILDBED
