"""Half a date: somebody knows the month or the year, not the day."""

from __future__ import annotations

import calendar
from datetime import date


def latest_day(day: date, known: str, today: date) -> date:
    """Return the latest day that is meant, so that no wait is cut short.

    :param known: ``day``, ``month`` or ``year``: how much of ``day`` somebody knows
    :param today: nothing that has happened is later
    """
    if known == "year":
        day = date(day.year, 12, 31)
    elif known == "month":
        day = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return min(day, today)
