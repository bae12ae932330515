from datetime import date, datetime, timedelta

import pytest
from engine import clinic_clock
from engine import followup_dates as dates
from hypothesis import given
from hypothesis import strategies as st

ZONES = st.sampled_from(
    ["UTC", "Europe/Paris", "America/New_York", "Australia/Sydney", "Asia/Kolkata"]
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1))
OPENS = st.sampled_from([7.0, 8.5, 9.0])
CLOSES = st.sampled_from([17.0, 19.0, 20.5])


def hour(moment, zone):
    local = clinic_clock.to_local(moment, zone)
    return local.hour + local.minute / 60 + local.second / 3600


@pytest.mark.parametrize("day", [date(2026, 3, 27), date(2026, 10, 23)])
def test_days_keep_the_hour_when_the_clocks_change(day):
    event_at = clinic_clock.at_hour(day, 10.5, "Europe/Paris")
    due = dates.shift(event_at, 7, "day", "Europe/Paris")
    assert hour(due, "Europe/Paris") == 10.5
    assert due - event_at != timedelta(days=7)


def test_hours_are_elapsed_time_when_the_clocks_change():
    event_at = clinic_clock.at_hour(date(2026, 3, 28), 12, "Europe/Paris")
    assert dates.shift(event_at, 24, "hour", "Europe/Paris") - event_at == timedelta(
        hours=24
    )


@given(MOMENTS, st.integers(-60, 60), st.sampled_from(["day", "week"]), ZONES)
def test_days_land_on_the_counted_day(event_at, amount, unit, zone):
    due = dates.shift(event_at, amount, unit, zone)
    days = amount * (7 if unit == "week" else 1)
    moved = clinic_clock.to_local(due, zone) - clinic_clock.to_local(event_at, zone)
    assert abs(moved - timedelta(days=days)) <= timedelta(hours=1)


@given(MOMENTS, OPENS, CLOSES, ZONES, st.booleans())
def test_messages_leave_inside_the_sending_hours(moment, opens, closes, zone, earlier):
    kept = dates.within_hours(moment, opens, closes, zone, earlier=earlier)
    assert opens <= hour(kept, zone) <= closes
    assert kept <= moment if earlier else kept >= moment
    assert abs(kept - moment) < timedelta(hours=26)
    assert dates.within_hours(kept, opens, closes, zone, earlier=earlier) == kept


@given(MOMENTS, OPENS, CLOSES, ZONES)
def test_a_postponed_message_leaves_on_a_later_day(moment, opens, closes, zone):
    later = dates.next_day(moment, opens, closes, zone)
    assert (
        clinic_clock.to_local(later, zone).date()
        > clinic_clock.to_local(moment, zone).date()
    )


CANDIDATES = st.lists(
    st.builds(
        dates.Candidate,
        st.integers(1, 10**6),
        st.integers(1, 8),
        st.sampled_from(sorted(dates.KIND_RANK)),
        MOMENTS,
        st.booleans(),
    ),
    unique_by=lambda candidate: candidate.key,
)


@given(CANDIDATES, st.sets(st.integers(1, 8)))
def test_a_client_gets_one_message_a_day_the_most_important_one(candidates, told):
    chosen = dates.one_a_day(candidates, told)
    urgent = {c.key for c in candidates if c.last_day}
    asked = {c.client for c in candidates if c.last_day}
    assert urgent <= chosen
    sent = [c for c in candidates if c.key in chosen - urgent]
    clients = [c.client for c in sent]
    assert len(clients) == len(set(clients))
    assert set(clients) == {c.client for c in candidates} - told - asked
    for winner in sent:
        rivals = [c for c in candidates if c.client == winner.client]
        assert dates.KIND_RANK[winner.kind] == min(
            dates.KIND_RANK[c.kind] for c in rivals
        )
