"""The colours of a clinic, made readable: one accent, and what goes with it.

Contrast is that of WCAG 2.2, 1.4.3: 4.5 to 1 for text, 3 to 1 for lines and shapes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

CALM = "#0f5b57"  # where a clinic has chosen none
INK = "#1d2b2a"
SOFT = "#54635f"
PAPER = "#f6f4ef"
HAIR = "#dbe3de"
WHITE = "#ffffff"
TEXT = 4.5
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_STEPS = 64

Rgb = tuple[float, float, float]


class Palette(NamedTuple):
    """Colours as ``#rrggbb``.

    :param accent: buttons, links, lines: text of it is read on white, paper and tint
    :param tint: a quiet ground in the accent's hue
    """

    accent: str
    tint: str
    ink: str = INK
    soft: str = SOFT
    paper: str = PAPER
    hair: str = HAIR

    def css(self, prefix: str) -> str:
        """Return what differs from clinic to clinic as properties of CSS."""
        return f"{prefix}accent: {self.accent}; {prefix}tint: {self.tint}"


def palette(chosen: str | None) -> Palette:
    """Return the palette of a clinic that chose this colour, or none, or no colour.

    A colour too pale to be read is darkened until it is; its hue stays.
    """
    wanted = chosen if chosen and _HEX.fullmatch(chosen.strip()) else CALM
    accent = _rgb(wanted.strip())
    tint = _rgb(_hex(_mix(accent, _rgb(WHITE), 0.88)))
    grounds = (_rgb(WHITE), _rgb(PAPER), tint)
    black = (0.0, 0.0, 0.0)
    for step in range(_STEPS + 1):
        darker = _mix(accent, black, step / _STEPS)
        found = _rgb(_hex(darker))
        if all(_contrast(found, ground) >= TEXT for ground in grounds):
            return Palette(_hex(darker), _hex(tint))
    return Palette(INK, _hex(tint))


def contrast(one: str, other: str) -> float:
    """Return how far apart two colours are, from 1 to 21."""
    return _contrast(_rgb(one), _rgb(other))


def _contrast(one: Rgb, other: Rgb) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """Return a colour on the way from one to the other."""
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def _rgb(colour: str) -> Rgb:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)
