"""Fill the gaps of a text with values that are never read as markup."""

import re
import unicodedata
from collections.abc import Mapping
from math import ceil

from lxml import etree, html

# Adults read about 240 words of plain text a minute (Brysbaert 2019); on a phone, with
# care, and with boxes to tick, fewer.
WORDS_A_MINUTE = 180
SECONDS_A_QUESTION = 4

GAP = re.compile(r"\{([a-z_]+)\}")
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Without width or without ink: joiners, fillers, blanks of other scripts.
UNSEEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062"
    "\u2063\u2064\u2800\u3164\ufeff\uffa0"
)


def gaps(text: str) -> set[str]:
    """Return the names in braces."""
    return set(GAP.findall(text))


def clean(text: object, limit: int = 500) -> str:
    """Return what an outsider typed, without control characters, cut to a length."""
    return UNREADABLE.sub("", str(text or "")).strip()[:limit]


def name(text: object, limit: int = 200) -> str:
    """Return a person's name as it is seen, nothing where no letter is to be seen.

    Marks that turn the direction of writing are left out, and so are signs without a
    picture at both ends. Within a name, joiners of Persian or Hindi stay.
    """
    plain = unicodedata.normalize("NFC", clean(text, 4 * limit))
    seen = "".join(sign for sign in plain if sign not in TURNING)
    words = " ".join(word.strip(UNSEEN) for word in seen.split())
    letters = any(
        unicodedata.category(sign).startswith("L") and sign not in UNSEEN
        for sign in words
    )
    return " ".join(words.split())[:limit] if letters else ""


def minutes(words: int, questions: int) -> int:
    """Return how long a form takes, in minutes, rounded up to the next five."""
    exact = words / WORDS_A_MINUTE + questions * SECONDS_A_QUESTION / 60
    return max(5, 5 * ceil(exact / 5))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return plain text with its gaps filled, once: values are not looked into."""
    return GAP.sub(lambda gap: values.get(gap[1], gap[0]), text)


def fill_markup(body: str, values: Mapping[str, str]) -> str:
    """Return sanitized markup with the gaps of its text filled, not of its tags."""
    tree = html.fragment_fromstring(body, create_parent="div")
    for node in tree.iter(etree.Element):
        node.text = fill(node.text or "", values)
        node.tail = fill(node.tail or "", values)
    for note in tree.xpath("//comment()"):
        note.tail = fill(note.tail or "", values)
    filled: str = html.tostring(tree, encoding="unicode")
    return filled
