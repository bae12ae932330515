"""At every minute of every day: done lies behind, arrived is due, the rest is ahead."""

from datetime import date, datetime, time, timedelta

import pytest
from engine.clinic_clock import to_local, to_utc
from engine.demo_day import CLOSES, LONGEST, OPENS, PITCH, DemoDay
from hypothesis import example, given
from hypothesis import strategies as st

ZONES = ("Europe/Vienna", "Pacific/Auckland", "America/Los_Angeles")
QUARTER = timedelta(minutes=15)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31))
zones = st.sampled_from(ZONES)


def vienna(text):
    """Return Vienna's day at a clinic time."""
    moment = to_utc(datetime.fromisoformat(text), "Europe/Vienna")
    return DemoDay(moment, "Europe/Vienna")


def clock(day, moment):
    return f"{to_local(moment, day.zone):%a %d.%m. %H:%M}"


def is_open(local):
    return local.weekday() != 6 and OPENS <= local.time() < CLOSES


@given(moments, zones)
@example(datetime(2027, 3, 28, 0, 30), "Europe/Vienna")
@example(datetime(2027, 3, 28, 2, 30), "Europe/Vienna")
@example(datetime(2026, 10, 25, 0, 30), "Europe/Vienna")
@example(datetime(2026, 10, 25, 2, 30), "Europe/Vienna")
@example(datetime(2028, 2, 29, 9, 46), "Pacific/Auckland")
def test_done_lies_behind_arrived_is_due_the_rest_is_ahead(now, zone):
    day = DemoDay(now, zone)
    assert day.done() + LONGEST <= now
    assert all(day.ahead(place) >= now for place in (1, 2, 3))
    waits = day.arrived() - now
    if is_open(day.local):
        assert timedelta(0) <= waits < QUARTER or day.local.time() > time(16, 30)
    else:
        assert day.arrived() < now or day.local.time() < OPENS


@given(moments, zones)
def test_nobody_comes_while_it_is_closed_or_while_somebody_is_treated(now, zone):
    day = DemoDay(now, zone)
    starts = [day.done(), day.arrived(), *(day.ahead(place) for place in (1, 2, 3))]
    for start in starts:
        local = to_local(start, zone)
        assert is_open(local) and (local + LONGEST).time() <= CLOSES
    assert all(
        later - start >= PITCH for start, later in zip(starts, starts[1:], strict=False)
    )


@given(moments, zones)
def test_the_day_shown_is_open_and_has_come(now, zone):
    day = DemoDay(now, zone)
    assert day.day_shown <= day.local.date() and day.day_shown.weekday() != 6
    assert day.before(1, time(23, 59)) < now
    assert day.moment(-3, CLOSES) < now < day.moment(1, OPENS)


@given(moments, zones)
def test_each_day_is_another_one(now, zone):
    day = DemoDay(now, zone)
    days = [day.day(offset) for offset in (*range(-21, -2, 2), 0, *range(1, 36, 2))]
    assert days == sorted(set(days))
    assert all(each.weekday() != 6 for each in days)


@pytest.mark.parametrize(
    "now,done,arrived,ahead,words",
    [
        ("2026-11-30 10:46", "Mon 30.11. 09:15", "Mon 30.11. 11:00", "Mon 30.11. 12:45",
         "as of Monday, 30 November 2026, 10:46 (Europe/Vienna)."),
        ("2026-11-30 12:00", "Mon 30.11. 10:15", "Mon 30.11. 12:00", "Mon 30.11. 13:45",
         "12:00 (Europe/Vienna)."),
        ("2026-12-01 08:59", "Mon 30.11. 16:30", "Tue 01.12. 09:00", "Tue 01.12. 10:45",
         "08:59 (Europe/Vienna)."),
        ("2026-12-01 00:10", "Mon 30.11. 16:30", "Tue 01.12. 08:00", "Tue 01.12. 09:45",
         "08:00 (Europe/Vienna): now, at 00:10, it has not opened yet."),
        ("2026-11-30 19:30", "Mon 30.11. 14:45", "Mon 30.11. 16:30", "Tue 01.12. 08:00",
         "18:00 (Europe/Vienna): now, at 19:30, it has closed for today."),
        ("2026-11-28 23:50", "Sat 28.11. 14:45", "Sat 28.11. 16:30", "Mon 30.11. 08:00",
         "it has closed for today."),
        ("2026-11-29 12:00", "Sat 28.11. 14:45", "Sat 28.11. 16:30", "Mon 30.11. 08:00",
         "as of Saturday, 28 November 2026, 18:00 (Europe/Vienna): "
         "it is closed today, a Sunday, this is the last open day."),
        ("2026-11-30 07:00", "Sat 28.11. 16:30", "Mon 30.11. 08:00", "Mon 30.11. 09:45",
         "it has not opened yet."),
    ],
)  # fmt: skip
def test_the_day_at_an_hour(now, done, arrived, ahead, words):
    day = vienna(now)
    assert clock(day, day.done()) == done
    assert clock(day, day.arrived()) == arrived
    assert clock(day, day.ahead(1)) == ahead
    assert day.words().endswith(words)


def test_who_finds_no_room_today_comes_one_after_the_other_tomorrow():
    day = vienna("2026-11-30 13:00")
    assert [clock(day, day.ahead(place)) for place in (1, 2, 3, 4)] == [
        "Mon 30.11. 14:45",
        "Mon 30.11. 16:30",
        "Tue 01.12. 08:00",
        "Tue 01.12. 09:45",
    ]


def test_a_day_on_which_it_is_closed_counts_as_the_next():
    day = vienna("2026-11-30 12:00")
    assert day.day(-1) == date(2026, 11, 30)  # from Sunday
    assert day.day(6) == date(2026, 12, 7)
    assert day.day(-2) == date(2026, 11, 28)
