"""All that was told counts: what a client wrote, against what the client ticked.

Words are compared folded: lower case, without accents, one space between them. A term
matches at the beginning of a word, so that "warfarin" finds "Warfarine 5mg" and not
"Xwarfarin"; among the medicines one slip of the pen is read over. A "no" before a word
takes nothing back: "no almond oil, please" is how people write about an allergy, "no
Eliquis this morning" of what they forgot. "Not pregnant" does, and so does "not
allergic to latex".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

MEDICINE, ALLERGEN, CONDITION = KINDS = ("medicine", "allergen", "condition")
PREGNANCY, BIRTH = "PREG", "POSTPARTUM"
CHILDBED = timedelta(days=42)
SLIP = 7  # letters of a beginning that is known with one of them wrong
_NO = (
    r"(?<!\w)(?:not|no(?! pregnant)|kein\w{0,2}|nicht|pas|aucun\w?|geen|niet|non|"
    r"nessun\w?|ningún\w?)"
)
_STILL = (
    r"(?! *[:=(\d]| +(?:yes|ja|oui|sí|sì|yet|since|for|any|anymore|more|longer|mehr|"
    r"seit|noch|aber|but|depuis|encore|mais|desde|pero|da|ancora|ma|più|más|meer|sinds)"
    r"\b)"
)
_DENIED = {
    CONDITION: re.compile(rf"{_NO} +(?:de +|d['’] *)?\w+\b{_STILL}"),
    ALLERGEN: re.compile(
        rf"{_NO} +(?:known +|bekannte +)?all?erg\w* +"
        rf"(?:to|against|gegen|auf|à|aux?|al?|alla|voor) +\w+\b{_STILL}"
    ),
}
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

    ``starts`` match the beginning of a word, ``whole`` the whole word. ``but_not`` is
    a word or a phrase over that place which means something harmless.
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
    """What a client wrote in words of their own, folded: kind -> place -> text."""

    told: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, medicines: str, allergies: str, notes: str) -> Written:
        """Return the three texts, ready to be searched, without what they deny."""
        texts = {"medicines": medicines, "allergies": allergies, "notes": notes}
        return cls(
            {
                kind: {place: _fold_told(text, kind) for place, text in texts.items()}
                for kind in KINDS
            }
        )

    def places(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield place and text where words of that kind count.

        An allergy is no medicine that is taken. Outside its own field, an allergen
        counts where the text speaks of allergies.
        """
        for place, text in self.told[kind].items():
            elsewhere = kind == ALLERGEN and place != "allergies"
            foreign = kind == MEDICINE and place == "allergies"
            if text and not foreign and (not elsewhere or _ALLERGIC.search(text)):
                yield place, text


def _fold_told(text: str, kind: str) -> str:
    denied = _DENIED.get(kind)
    return fold(denied.sub(" ", text.casefold()) if denied else text)


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


def misspelt(term: Term, text: str) -> str | None:
    """Return the word of a folded text that one slip of the pen keeps from a term."""
    starts = [each for each in term.starts if len(each) >= SLIP and " " not in each]
    at = 0
    for word in text.split():
        at = text.index(f" {word} ", at)
        if any(_one_slip(word, start) for start in starts) and not _harmless(
            term, text, at
        ):
            return word
    return None


def _one_slip(word: str, start: str) -> bool:
    """Tell whether a word begins so, with a letter wrong, missing, added or swapped."""
    if word[0] != start[0]:
        return False
    pairs = enumerate(zip(word, start, strict=False))
    at = next((i for i, (one, other) in pairs if one != other), len(word))
    rest, wanted = word[at:], start[at:]
    swapped = wanted[1:2] + wanted[:1] + wanted[2:]
    return (
        rest[1:].startswith(wanted[1:])
        or rest.startswith(wanted[1:])
        or rest[1:].startswith(wanted)
        or rest.startswith(swapped)
    )


def _place(pattern: str, term: Term, text: str) -> int | None:
    """Return where the word begins; what stands in a harmless phrase is passed over."""
    at = text.find(pattern)
    while at >= 0:
        if not _harmless(term, text, at):
            return at + 1
        at = text.find(pattern, at + 1)
    return None


def _harmless(term: Term, text: str, at: int) -> bool:
    """Tell whether a phrase that takes the word back stands over its place."""
    phrases = (f" {other}" for other in term.but_not)
    return any(
        phrase in text[max(0, at - len(phrase) + 1) : at + len(phrase)]
        for phrase in phrases
    )


@lru_cache(maxsize=8192)
def _found(term: Term, place: str, text: str) -> str | None:
    if word := named(term, text):
        return word
    slips = place == "medicines" and term.kind == MEDICINE
    return misspelt(term, text) if slips else None


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
            if word := _found(term, place, text):
                return Doubt(place, word)
    return None


def turns(due: date | None) -> Iterator[date]:
    """Yield the days on which a contradiction by the due date begins or ends."""
    if due:
        yield due
        yield due + CHILDBED
