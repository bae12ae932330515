"""A week in figures: which days it has, whose time is free in it, what a rate is worth.

Thinking without a database. Moments are naive UTC, days are those of the clinic.
"""

from datetime import date, datetime, timedelta

from .slots import Agenda, Interval, merged

FEWEST_TREATMENTS = 50  # below, a single reaction would move a rate by two in a hundred
WEEK = timedelta(days=7)


def week_of(day: date, first_weekday: int = 1) -> tuple[date, date]:
    """Return the first day of the week of ``day``, and the first after it.

    :param first_weekday: 1 is Monday, 7 is Sunday
    """
    first = day - timedelta(days=(day.isoweekday() - first_weekday) % 7)
    return first, first + WEEK


def length(spans: list[Interval]) -> timedelta:
    """Return how long ``spans`` are together; what overlaps counts once."""
    return sum((stop - start for start, stop in merged(spans)), timedelta())


def within(spans: list[Interval], start: datetime, stop: datetime) -> list[Interval]:
    """Return what of ``spans`` lies in [start, stop)."""
    cut = ((max(begin, start), min(end, stop)) for begin, end in spans)
    return [(begin, end) for begin, end in cut if begin < end]


def free(
    agenda: Agenda, start: datetime, stop: datetime
) -> tuple[timedelta, timedelta]:
    """Return (time that is free, time that is open) of somebody in [start, stop).

    Turnover counts as taken. Who is always open has no hours to count: both are zero.
    """
    work = within(agenda.work or [], start, stop)
    busy = [each for span in work for each in within(agenda.busy, *span)]
    return length(work) - length(busy), length(work)


def rate(count: int, of: int, per: int, *, enough: bool) -> float | None:
    """Return ``count`` per so many; None where so few say nothing."""
    return per * count / of if enough and of else None
