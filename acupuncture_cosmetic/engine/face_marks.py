"""Which point of the catalogue lies nearest to a place on a drawing?

A needle that goes where no standard point is still goes into a zone, in which it is
counted, and near points that may ask for caution. Places are in units of the drawing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

MIDDLE = 300.0  # of every drawing
NARROW = 9.0  # from the middle: still the midline
IN_THE_HAIR = 2.0  # times


class Place(NamedTuple):
    """Where a point lies on a drawing.

    :param far: how many times farther it counts; points at the hairline lie in the hair
    """

    point_id: int
    x: float
    y: float
    far: float = 1.0


def nearest(places: Iterable[Place], x: float, y: float) -> int | None:
    """Return the id of the point nearest to a place, or None where there is none."""
    best = min(
        places,
        key=lambda place: math.hypot(place.x - x, place.y - y) * place.far,
        default=None,
    )
    return best.point_id if best else None


def side(drawing: str, x: float) -> str:
    """Return the client's side of a place: left, right or mid.

    Whoever faces a drawing of the front sees the client's left at the right; a profile
    shows its own side.
    """
    if drawing == "face_left":
        return "left"
    if drawing == "face_right":
        return "right"
    if abs(x - MIDDLE) < NARROW:
        return "mid"
    is_right_half = x > MIDDLE
    return "left" if is_right_half != (drawing == "body_back") else "right"
