"""Planning of a whole course: one proposal per session, at the right distance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone, tzinfo
from itertools import islice

from .slots import Clinic, Option, options
from .spacing import Gap

ALTERNATIVES = 3
FIRST_WITHIN = 14
SEARCH_ON = 28


@dataclass(frozen=True)
class Wishes:
    """What the client asks for. Hours are minutes of the clinic's local day.

    :param weekdays: Monday is 0; empty means any day
    :param last_day: the last day on which the course may be used
    """

    first_day: date
    weekdays: frozenset[int] = frozenset()
    hour_from: int = 0
    hour_to: int = 24 * 60
    last_day: date | None = None


@dataclass
class Proposal:
    """One session of the plan.

    :param status: ok; late (after the longest gap); none (no time found)
    """

    status: str
    day: date
    option: Option | None = None
    alternatives: list[Option] = field(default_factory=list)


@dataclass
class Planner:
    """Searches day by day in local time: summer time moves nobody by an hour."""

    clinic: Clinic
    wishes: Wishes
    duration: timedelta
    tz: tzinfo

    def propose(
        self, gaps: Sequence[Gap], previous: date | None = None
    ) -> list[Proposal]:
        """Return one proposal per gap; a chosen time is taken for the ones after it."""
        plan = []
        for gap in gaps:
            proposal = self._place(gap, previous)
            if proposal.option:
                self.clinic.take(proposal.option)
            previous = proposal.day
            plan.append(proposal)
        return plan

    def _place(self, gap: Gap, previous: date | None) -> Proposal:
        first, ideal, last = self._window(gap, previous)
        found = self._found(_days_by_distance(first, ideal, last))
        if found:
            return Proposal("ok", self.local_day(found[0].start), found[0], found[1:])
        later = self._found(
            _days_by_distance(last + timedelta(1), last, last + timedelta(SEARCH_ON))
        )
        if later:
            return Proposal("late", self.local_day(later[0].start), later[0], later[1:])
        return Proposal("none", ideal)

    def _window(self, gap: Gap, previous: date | None) -> tuple[date, date, date]:
        if previous is None:
            first = self.wishes.first_day
            return first, first, first + timedelta(FIRST_WITHIN - 1)
        first = max(previous + timedelta(gap.least), self.wishes.first_day)
        ideal = max(previous + timedelta(gap.ideal), first)
        return first, ideal, max(previous + timedelta(gap.most), first)

    def _found(self, days: Sequence[date]) -> list[Option]:
        found = (option for day in days for option in islice(_apart(self._on(day)), 2))
        return list(islice(found, ALTERNATIVES + 1))

    def _on(self, day: date) -> Iterator[Option]:
        wishes = self.wishes
        if wishes.weekdays and day.weekday() not in wishes.weekdays:
            return iter(())
        if wishes.last_day and day > wishes.last_day:
            return iter(())
        first, last = self.utc(day), self.utc(day + timedelta(1))
        return options(self.clinic, first, last, self.duration, self._wished)

    def _wished(self, start: datetime, stop: datetime) -> bool:
        return self.wishes.hour_from <= self._minute(start) and (
            self._minute(start) + self.duration // timedelta(minutes=1)
            <= self.wishes.hour_to
        )

    def _minute(self, moment: datetime) -> int:
        local = moment.replace(tzinfo=timezone.utc).astimezone(self.tz)
        return local.hour * 60 + local.minute

    def local_day(self, moment: datetime) -> date:
        return moment.replace(tzinfo=timezone.utc).astimezone(self.tz).date()

    def utc(self, day: date) -> datetime:
        """Return the moment at which ``day`` begins at the clinic."""
        midnight = datetime(day.year, day.month, day.day)
        localize = getattr(self.tz, "localize", None)
        local = localize(midnight) if localize else midnight.replace(tzinfo=self.tz)
        return local.astimezone(timezone.utc).replace(tzinfo=None)


def _days_by_distance(first: date, ideal: date, last: date) -> list[date]:
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    return sorted(days, key=lambda day: (abs(day - ideal), day))


def _apart(found: Iterable[Option]) -> Iterator[Option]:
    """Leave out options that overlap the one before: a quarter later is no choice."""
    free_from = datetime.min
    for option in found:
        if option.start >= free_from:
            free_from = option.stop
            yield option
