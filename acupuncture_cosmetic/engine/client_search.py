"""What somebody may mean who looks for a client: a number, a day, two beginnings."""

from __future__ import annotations

import re
from datetime import date

FEWEST_DIGITS = 4
# The calling codes of the world: none of them begins another.
_COUNTRY = re.compile(
    r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}"
)
_PHONE = re.compile(r"[\d\s+()./-]+")
_DAY = re.compile(r"(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})")


def phone_digits(text: str) -> str:
    """Return the digits that a phone number has in every way of writing it.

    "+43 664 123", "0043 664 123", "0664/123" and "664 123" are one number; a text that
    is none gives nothing.
    """
    if not _PHONE.fullmatch(text.strip()):
        return ""
    abroad = text.strip().startswith(("+", "00"))
    digits = re.sub(r"\D", "", text.replace("(0)", "")).lstrip("0")
    if abroad and (country := _COUNTRY.match(digits)):
        digits = digits[country.end() :].lstrip("0")
    return digits if len(digits) >= FEWEST_DIGITS else ""


def days(text: str) -> list[date]:
    """Return the days that a text may name, the day before the month first."""
    if not (found := _DAY.fullmatch(text.strip())):
        return []
    first, second, third = map(int, found.groups())
    readings = [(third, second, first), (third, first, second)]
    if len(found[1]) == 4:
        readings = [(first, second, third)]
    meant = []
    for year, month, day in readings:
        try:
            read = date(year, month, day)
        except ValueError:
            continue
        if year > 1900 and read not in meant:
            meant.append(read)
    return meant


def beginnings(text: str) -> list[str]:
    """Return the beginnings of several names: "an be" of Anna Berger."""
    words = text.split()
    has_digits = any(letter.isdigit() for letter in text)
    return words if len(words) > 1 and not has_digits else []
