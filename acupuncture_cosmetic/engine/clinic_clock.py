"""The clinic's own clock: thinking without a database.

Moments are naive UTC, as Odoo stores them; a wall clock is naive too.
"""

from datetime import date, datetime, time, timedelta

import pytz


def to_local(moment: datetime, zone: str) -> datetime:
    """Return the wall clock of ``zone`` at a UTC moment."""
    return (
        pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).replace(tzinfo=None)
    )


def to_utc(local: datetime, zone: str) -> datetime:
    """Return the UTC moment of a wall clock; a skipped hour moves past the gap."""
    aware = pytz.timezone(zone).localize(local, is_dst=False)
    return aware.astimezone(pytz.utc).replace(tzinfo=None)


def at_hour(day: date, hour: float, zone: str) -> datetime:
    """Return the UTC moment of an hour of a day."""
    return to_utc(datetime.combine(day, time()) + timedelta(hours=hour), zone)
