"""When a follow-up is due, and which messages may go out: thinking without a database.

Moments are naive UTC, as Odoo stores them; every rule about days and hours is applied
on the clinic's own clock: a follow-up keeps its hour when the clocks change.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from .clinic_clock import to_local, to_utc

KIND_RANK = {"question": 0, "clinical": 1, "contract": 2, "marketing": 3}


class Candidate(NamedTuple):
    """A message that is due: who it goes to decides what may go out with it.

    ``last_day`` says that tomorrow is too late: what is about a visit is of no use
    once it has begun, and a question that waited a day waits no longer.
    """

    key: int
    client: int
    kind: str
    due: datetime
    last_day: bool = False


def shift(event_at: datetime, amount: int, unit: str, zone: str) -> datetime:
    """Return the moment ``amount`` units from the event (negative: before it).

    Minutes and hours are elapsed time; days and weeks keep the hour on the clinic's
    clock.
    """
    if unit in ("minute", "hour"):
        return event_at + timedelta(**{f"{unit}s": amount})
    days = amount * (7 if unit == "week" else 1)
    return to_utc(to_local(event_at, zone) + timedelta(days=days), zone)


def within_hours(
    moment: datetime, opens: float, closes: float, zone: str, *, earlier: bool = False
) -> datetime:
    """Return the nearest moment inside the sending hours, later unless ``earlier``."""
    local = to_local(moment, zone)
    midnight = datetime.combine(local.date(), time())
    start, end = midnight + timedelta(hours=opens), midnight + timedelta(hours=closes)
    if start <= local <= end:
        return moment
    if local < start:
        target = end - timedelta(days=1) if earlier else start
    else:
        target = end if earlier else start + timedelta(days=1)
    return to_utc(target, zone)


def next_day(moment: datetime, opens: float, closes: float, zone: str) -> datetime:
    """Return the same hour one day later, inside the sending hours."""
    return within_hours(shift(moment, 1, "day", zone), opens, closes, zone)


def one_a_day(candidates: Iterable[Candidate], told_today: Iterable[int]) -> set[int]:
    """Return the keys of the messages that may go out today.

    A client gets one a day: questions before other clinical messages, before contract,
    before marketing, then the oldest. What is of no use tomorrow goes first, and out on
    any day.
    """
    told, chosen = set(told_today), set()
    for message in sorted(
        candidates, key=lambda c: (not c.last_day, KIND_RANK[c.kind], c.due, c.key)
    ):
        if message.last_day or message.client not in told:
            told.add(message.client)
            chosen.add(message.key)
    return chosen
