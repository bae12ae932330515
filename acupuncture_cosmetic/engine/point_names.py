"""Find an acupuncture point however its name is written.

A name is brought to a *key*: lower case, no tones, no spaces, old glyphs as new ones.
A point's keys stand in one text with a space around each, so that a database can look
into it; the key that was asked for then tells how well it fits.
"""

import re
import unicodedata
from collections.abc import Iterable

EXACT, BEGINS, WITHIN, WORDS, NOT = range(5)

_OLD_GLYPHS = str.maketrans("兪靑淸兎", "俞青清兔")
_LEADING_ZEROS = re.compile(r"(?<=[a-z])0+(?=\d)")
_TONE_NUMBERS = re.compile(r"(?:[a-z]{2,6}[1-5]){2,}")
_CODE = re.compile(r"([A-Z]+)(\d+)")


def key(text: str) -> str:
    """Return what is left of a name when spelling no longer matters.

    >>> key("St. 06"), key("Jiáchē"), key("jia che"), key("頰車")
    ('st6', 'jiache', 'jiache', '頰車')
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold()
    plain = "".join(filter(str.isalnum, plain)).translate(_OLD_GLYPHS)
    return _LEADING_ZEROS.sub("", plain)


def query_keys(text: str) -> list[str]:
    """Return the keys somebody may mean; two when tones are typed as numbers."""
    meant = key(text)
    toneless = re.sub(r"\d", "", meant) if _TONE_NUMBERS.fullmatch(meant) else ""
    return [each for each in (meant, toneless) if each]


def words(text: str) -> list[str]:
    """Return the keys of the single words."""
    return [each for each in map(key, re.split(r"[\s,;/()]+", text)) if each]


def spoken_code(code: str) -> str:
    """Return a code as people write it: ``ST 6``, ``EX-HN 3``."""
    return re.sub(r"(?<=[A-Z])(?=\d)", " ", code)


def channel_codes(code: str, channel: str, others: Iterable[str]) -> list[str]:
    """Return the code with other names of its channel: BL1 is UB1 and Bladder 1."""
    parts = _CODE.fullmatch(code)
    if not parts or parts[1] != channel:
        return []
    return [f"{other} {parts[2]}" for other in others]


def search_text(code: str, pinyin: str, names: Iterable[str]) -> str:
    """Return every key of a point, each between spaces.

    Words of a name of several words count by themselves; the code with the pinyin is
    how the point is shown, so it is found as it is read.
    """
    keys = [key(code), key(pinyin), key(f"{code}{pinyin}")]
    for name in names:
        keys.append(key(name))
        if "ü" in unicodedata.normalize("NFC", _without_tones(name)):
            keys.append(key(_without_tones(name).replace("ü", "v")))
        if " " in name and not any(map(str.isdigit, name)):
            keys += words(name)
    return f" {' '.join(dict.fromkeys(filter(None, keys)))} "


def rank(text: str, asked: str) -> int:
    """Return how well a point with this search text fits: lower is better."""
    best = NOT
    for meant in query_keys(asked):
        if f" {meant} " in text:
            return EXACT
        if f" {meant}" in text:
            best = min(best, BEGINS)
        elif meant in text:
            best = min(best, WITHIN)
    if best == NOT and _all_within(text, words(asked)):
        return WORDS
    return best


def _all_within(text: str, parts: list[str]) -> bool:
    return bool(parts) and all(part in text for part in parts)


def _without_tones(name: str) -> str:
    """Return a lower-case name whose only mark is the diaeresis of ü."""
    loose = unicodedata.normalize("NFD", name.casefold())
    kept = "".join(
        letter
        for letter in loose
        if not unicodedata.combining(letter) or letter == "\N{COMBINING DIAERESIS}"
    )
    return unicodedata.normalize("NFC", kept)
