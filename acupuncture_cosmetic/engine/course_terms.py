"""What a sold course promises: until when it is valid and how much of it is paid."""

from collections.abc import Iterable
from datetime import date

from dateutil.relativedelta import relativedelta

from .credit_states import CHARGED, OPEN

_UNITS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
}


def expiry_date(
    basis: str,
    length: int,
    unit: str,
    *,
    sold_on: date | None,
    first_session: date | None,
    fixed: date | None,
) -> date | None:
    """Return the last day of validity, grace not included; None means no limit (yet).

    :param basis: ``sale``, ``first_session``, ``fixed`` or ``none``
    :param length: how many ``unit`` (``day``, ``week``, ``month``) after the start
    """
    if basis == "fixed":
        return fixed
    start = {"sale": sold_on, "first_session": first_session}.get(basis)
    if start is None:
        return None
    return start + length * _UNITS[unit]


def bookable_sessions(
    rule: str, sessions: int, first_free: int, paid: float, price: float
) -> int:
    """Return how many sessions of a course may be booked with what is paid so far.

    :param rule: ``open`` (no limit), ``block`` (all paid first), ``value`` (as many as
        the payment covers), ``first_k`` (the first ``first_free``, then all paid)
    :param paid: paid so far, tax included; ``price``: the whole course, tax included
    """
    if rule == "open" or paid >= price:
        return sessions
    if rule == "value":
        return max(0, int(sessions * paid / price + 1e-9))
    return min(first_free, sessions) if rule == "first_k" else 0


def amount_due(
    rule: str, sessions: int, wanted: int, paid: float, price: float
) -> float:
    """Return what must still be paid before ``wanted`` sessions may be booked."""
    needed = price * wanted / sessions if rule == "value" else price
    return max(0.0, needed - paid)


def middle(session_count: int) -> int:
    """Return the number of the session after which half the course is done."""
    return (session_count + 1) // 2


def course_state(
    credit_states: Iterable[str], *, active: bool, held: bool, cancelled: bool
) -> str:
    """Return the state of a course, told by its facts alone."""
    states = set(credit_states)
    if cancelled:
        return "cancelled"
    if not active:
        return "draft"
    if states & OPEN:
        return "on_hold" if held else "active"
    if "expired" in states:
        return "expired"
    return "completed" if states & CHARGED else "cancelled"
