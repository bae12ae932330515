from datetime import date, datetime, timedelta

from engine.slots import Agenda
from engine.week import free, length, rate, week_of, within
from hypothesis import given
from hypothesis import strategies as st

MONDAY = datetime(2026, 3, 2)
HOUR = timedelta(hours=1)

spans = st.lists(
    st.tuples(st.integers(0, 47), st.integers(0, 12)).map(
        lambda told: (MONDAY + told[0] * HOUR, MONDAY + (told[0] + told[1]) * HOUR)
    ),
    max_size=8,
)


def at(hour):
    return MONDAY + hour * HOUR


def test_a_week_begins_where_the_reader_begins_it():
    sunday = date(2026, 3, 8)
    assert week_of(sunday) == (date(2026, 3, 2), date(2026, 3, 9))
    assert week_of(sunday, 7) == (date(2026, 3, 8), date(2026, 3, 15))
    assert week_of(date(2026, 3, 7), 7)[0] == date(2026, 3, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 7))
def test_every_day_lies_in_its_week_and_in_no_other(day, begins_on):
    first, after = week_of(day, begins_on)
    assert first <= day < after
    assert first.isoweekday() == begins_on
    assert week_of(after, begins_on)[0] == after


def test_what_is_booked_or_over_is_not_free():
    agenda = Agenda([(at(9), at(17))], [(at(10), at(11)), (at(16), at(20))])
    assert free(agenda, at(0), at(24)) == (6 * HOUR, 8 * HOUR)
    assert free(agenda, at(12), at(24)) == (4 * HOUR, 5 * HOUR)
    assert free(agenda, at(18), at(24)) == (timedelta(), timedelta())


def test_who_is_always_open_has_no_hours_to_count():
    assert free(Agenda(None, []), at(0), at(24)) == (timedelta(), timedelta())


@given(spans, spans, st.integers(0, 60), st.integers(0, 60))
def test_free_time_is_what_is_open_and_not_taken(work, busy, start, stop):
    """Against a count hour by hour."""
    agenda = Agenda(work, busy)
    found = free(agenda, at(start), at(stop))
    hours = [at(hour) for hour in range(start, stop)]
    opened = [each for each in hours if agenda.is_open(each, each + HOUR)]
    unused = [each for each in opened if agenda.is_free(each, each + HOUR)]
    assert found == (len(unused) * HOUR, len(opened) * HOUR)


@given(spans)
def test_what_overlaps_counts_once(some):
    assert length(some) == length([*some, *some])
    assert length(within(some, at(0), at(1))) <= HOUR


def test_a_rate_of_few_is_none():
    assert rate(3, 60, 100, enough=True) == 5.0
    assert rate(3, 60, 100, enough=False) is None
    assert rate(0, 0, 1000, enough=True) is None
