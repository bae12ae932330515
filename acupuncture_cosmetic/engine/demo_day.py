"""The day a demo clinic shows, laid out around now, whatever the hour is.

Clinic time is what the clock on the clinic's wall says; moments are UTC, as Odoo stores
them. Opening hours lie where no country moves its clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .clinic_clock import to_local, to_utc

OPENS, CLOSES = time(8), time(18)
CLOSED_DAYS = (6,)  # as date.weekday() counts: Sunday
STEP = timedelta(minutes=15)
LONGEST = timedelta(minutes=90)  # no session of the demo takes longer
PITCH = timedelta(minutes=105)  # from one session to the next, turnover included
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DemoDay:
    """What lies behind, is due and lies ahead at ``now``, a UTC moment.

    Outside opening hours the clinic is shown as it was or will be at the nearest hour
    of an open day: at opening before it opens, at closing after it closed, on a closed
    day as it was left on the last open one. So no day that is shown lies ahead.
    """

    now: datetime
    zone: str

    @property
    def local(self) -> datetime:
        """The clinic time of now."""
        return to_local(self.now, self.zone)

    @property
    def day_shown(self) -> date:
        """The day that is shown: today, or the last open day."""
        return _open_day(self.local.date(), -_DAY)

    @property
    def shown(self) -> datetime:
        """The clinic time as which the day is shown."""
        first, last = self._at(OPENS), self._at(CLOSES)
        return min(max(self.local, first), last)

    def day(self, offset: int) -> date:
        """Return the day ``offset`` days from the one shown, or the next open one."""
        return _open_day(self.day_shown + offset * _DAY, _DAY)

    def moment(self, offset: int, clock: time) -> datetime:
        """Return the UTC moment of a clinic time, on a day the clinic is open."""
        return to_utc(datetime.combine(self.day(offset), clock), self.zone)

    def before(self, days: int, clock: time) -> datetime:
        """Return the UTC moment of a clinic time ``days`` before, open or not."""
        return to_utc(datetime.combine(self.day_shown - days * _DAY, clock), self.zone)

    def done(self) -> datetime:
        """Return when the session began that is over: today if there was time."""
        start = self._arrived() - PITCH
        if start < self._at(OPENS):
            before = _open_day(self.day_shown - _DAY, -_DAY)
            start = _last_start(before)
        return to_utc(start, self.zone)

    def arrived(self) -> datetime:
        """Return the start of a session whose client is here: within a quarter hour.

        A whole session still fits in before closing time.
        """
        return to_utc(self._arrived(), self.zone)

    def ahead(self, place: int) -> datetime:
        """Return the start of the session that is ``place``-th in line, from 1.

        Who finds no room before closing time comes when the clinic opens next.
        """
        start = self._arrived() + place * PITCH
        if start > (last := _last_start(self.day_shown)):
            today = max(0, (last - self._arrived()) // PITCH)
            opening = datetime.combine(self.day(1), OPENS)
            start = opening + (place - today - 1) * PITCH
        return to_utc(start, self.zone)

    def words(self) -> str:
        """Return in one line which day and hour are shown, and why."""
        local, shown = self.local, self.shown
        line = f"The clinic as of {shown:%A, %d %B %Y, %H:%M} ({self.zone})"
        if local == shown:
            return f"{line}."
        if local.date() != shown.date():
            return (
                f"{line}: it is closed today, a {local:%A}, this is the last open day."
            )
        if local < shown:
            return f"{line}: now, at {local:%H:%M}, it has not opened yet."
        return f"{line}: now, at {local:%H:%M}, it has closed for today."

    def _at(self, clock: time) -> datetime:
        return datetime.combine(self.day_shown, clock)

    def _arrived(self) -> datetime:
        """The next quarter of an hour, or the last start of the day."""
        midnight = self._at(time())
        quarters = -(-(self.shown - midnight) // STEP)
        return min(midnight + quarters * STEP, _last_start(self.day_shown))


def _last_start(day: date) -> datetime:
    return datetime.combine(day, CLOSES) - LONGEST


def _open_day(day: date, step: timedelta) -> date:
    """The first open day from ``day`` on, in steps of ``step``."""
    while day.weekday() in CLOSED_DAYS:
        day += step
    return day
