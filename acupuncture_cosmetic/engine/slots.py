"""Free time: who can take a session when. Naive UTC datetimes, no database."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]
Wish = Callable[[datetime, datetime], bool]

STEP = timedelta(minutes=15)
_GRID_ORIGIN = datetime(2000, 1, 1)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the union of ``intervals`` as sorted intervals that do not touch."""
    union: list[Interval] = []
    for start, stop in sorted(intervals):
        if stop <= start:
            continue
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], stop))
        else:
            union.append((start, stop))
    return union


@dataclass
class Agenda:
    """The time of one practitioner, room or client.

    :param work: open hours; ``None`` means always open
    :param busy: taken times, each with its own turnover in it
    :param turnover: time kept free after a session that is added
    """

    work: list[Interval] | None = None
    busy: list[Interval] = field(default_factory=list)
    turnover: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.busy = merged(self.busy)
        if self.work is not None:
            self.work = merged(self.work)

    def is_open(self, start: datetime, stop: datetime) -> bool:
        if self.work is None:
            return True
        index = bisect_right(self.work, start, key=lambda span: span[0]) - 1
        return index >= 0 and stop <= self.work[index][1]

    def is_free(self, start: datetime, stop: datetime) -> bool:
        index = bisect_right(self.busy, start, key=lambda span: span[1])
        return index == len(self.busy) or self.busy[index][0] >= stop + self.turnover

    def takes(self, start: datetime, stop: datetime) -> bool:
        return self.is_open(start, stop) and self.is_free(start, stop)

    def take(self, start: datetime, stop: datetime) -> None:
        self.busy = merged([*self.busy, (start, stop + self.turnover)])


@dataclass(frozen=True)
class Option:
    """One possible session: a time with the people and the room that can hold it."""

    start: datetime
    stop: datetime
    practitioner: int
    room: int | None = None


@dataclass
class Clinic:
    """Everybody whose time one client's sessions need.

    :param practitioners: in the order of preference
    :param rooms: in the order of preference; empty when no room is needed
    """

    client: Agenda
    practitioners: dict[int, Agenda]
    rooms: dict[int, Agenda] = field(default_factory=dict)

    def option(self, start: datetime, stop: datetime) -> Option | None:
        """Return the preferred way to hold a session at this time, if there is one."""
        if not self.client.takes(start, stop):
            return None
        practitioner = _first(self.practitioners, start, stop)
        room = _first(self.rooms, start, stop)
        if practitioner is None or (self.rooms and room is None):
            return None
        return Option(start, stop, practitioner, room)

    def agendas(self, option: Option) -> list[Agenda]:
        """Return the time of those of an option who are known here, client first."""
        people = self.practitioners.get(option.practitioner)
        room = self.rooms.get(option.room) if option.room else None
        return [agenda for agenda in (self.client, people, room) if agenda]

    def take(self, option: Option) -> None:
        for agenda in self.agendas(option):
            agenda.take(option.start, option.stop)


def _first(agendas: dict[int, Agenda], start: datetime, stop: datetime) -> int | None:
    return next(
        (key for key, agenda in agendas.items() if agenda.takes(start, stop)), None
    )


def grid(first: datetime, last: datetime, step: timedelta = STEP) -> Iterator[datetime]:
    """Yield the grid times in [first, last); quarters are whole in every time zone."""
    behind = (first - _GRID_ORIGIN) % step
    start = first + (step - behind if behind else timedelta())
    while start < last:
        yield start
        start += step


def options(
    clinic: Clinic,
    first: datetime,
    last: datetime,
    duration: timedelta,
    wish: Wish | None = None,
    step: timedelta = STEP,
) -> Iterator[Option]:
    """Yield every option that starts in [first, last) on the grid, earliest first."""
    for start in grid(first, last, step):
        stop = start + duration
        if wish and not wish(start, stop):
            continue
        option = clinic.option(start, stop)
        if option:
            yield option
