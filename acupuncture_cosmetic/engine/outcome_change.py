"""What a rating is worth beside an earlier one: thinking without a database.

A change is counted in the direction of its scale: positive is better, whichever way
the scale runs. What differs by a single step is called little, because two looks at the
same face differ by as much.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

FEWEST = 5  # people in a group before its figures are shown
FOLLOW_UP_DAYS = 28
CHIPS = 11  # values that are offered side by side; more are typed


@dataclass(frozen=True)
class Spread:
    """The middle of some figures, and where the middle half of them lies."""

    count: int
    lower: float
    median: float
    upper: float


def _exact(value: float) -> Decimal:
    return Decimal(str(value))


def fits(value: float, minimum: float, maximum: float, step: float) -> bool:
    """Tell whether a value is one of those a scale has."""
    if not minimum <= value <= maximum:
        return False
    return (_exact(value) - _exact(minimum)) % _exact(step) == 0


def values(minimum: float, maximum: float, step: float) -> list[float]:
    """Return the values of a scale when they are few enough to tap, else none."""
    count = int((_exact(maximum) - _exact(minimum)) / _exact(step)) + 1
    if count > CHIPS:
        return []
    return [float(_exact(minimum) + place * _exact(step)) for place in range(count)]


def improvement(direction: str, before: float, after: float) -> float:
    """Return by how much it is better; negative when it is worse."""
    change = _exact(after) - _exact(before)
    return float(change if direction == "higher" else -change)


def verdict(gain: float, step: float) -> str:
    """Return what an improvement is called.

    :return: better, little_better, same, little_worse, worse
    """
    if not gain:
        return "same"
    side = "better" if gain > 0 else "worse"
    return side if abs(gain) > step else f"little_{side}"


def spread(figures: Iterable[float]) -> Spread | None:
    """Return median and quartiles as PostgreSQL's ``percentile_cont`` does."""
    ordered = sorted(figures)
    if not ordered:
        return None
    return Spread(len(ordered), *(_at(ordered, share) for share in (0.25, 0.5, 0.75)))


def _at(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def phase(held: int, open_sessions: int, days_since_last: int) -> str:
    """Return where in a course somebody is who is asked today.

    :param held: sessions that took place
    :param open_sessions: sessions that can still be had
    :param days_since_last: days since the last session
    """
    if not held:
        return "baseline"
    if open_sessions:
        return "mid"
    return "end" if days_since_last <= FOLLOW_UP_DAYS else "follow_up"


def text(value: float) -> str:
    """Return a value as people write it: 2, not 2.0."""
    return f"{value:g}"
