"""Whole-course proposals."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.planning import Planner, Wishes
from engine.slots import Agenda, Clinic
from engine.spacing import Gap, Phase, gaps
from hypothesis import given, settings
from hypothesis import strategies as st

PARIS = ZoneInfo("Europe/Paris")
UTC = ZoneInfo("UTC")
HOUR = timedelta(hours=1)
MONDAY = date(2026, 3, 2)


def hours(first, days, begin, end, tz=PARIS):
    """Return the open hours of ``days`` days, typed in local time."""
    spans = []
    for n in range(days):
        day = first + timedelta(n)
        if day.weekday() < 5:
            local = [
                datetime(day.year, day.month, day.day, h, tzinfo=tz)
                for h in (begin, end)
            ]
            spans.append(tuple(m.astimezone(UTC).replace(tzinfo=None) for m in local))
    return spans


def planner(work, busy=(), **wishes):
    clinic = Clinic(Agenda(), {1: Agenda(work, list(busy), timedelta(minutes=15))})
    wishes.setdefault("first_day", MONDAY)
    return Planner(clinic, Wishes(**wishes), HOUR, PARIS)


def test_the_plan_keeps_its_rhythm_and_weekdays():
    course = gaps([Phase(8, 2, 2, 5), Phase(4, 1, 5, 10)], 12)
    plan = planner(hours(MONDAY, 120, 9, 18), weekdays=frozenset({0, 3})).propose(
        course
    )
    assert [proposal.status for proposal in plan] == ["ok"] * 12
    assert {proposal.day.weekday() for proposal in plan} <= {0, 3}


def test_local_hours_survive_the_summer_time_change():
    plan = planner(hours(MONDAY, 60, 9, 18), hour_from=9 * 60, hour_to=10 * 60).propose(
        [Gap(7, 7, 7)] * 6
    )
    local = [p.option.start.replace(tzinfo=UTC).astimezone(PARIS).hour for p in plan]
    assert local == [9] * 6
    assert len({p.option.start.hour for p in plan}) == 2


def test_a_full_week_makes_the_session_late_and_says_so():
    away = [(datetime(2026, 3, 9), datetime(2026, 3, 20))]
    plan = planner(hours(MONDAY, 60, 9, 18), away).propose([Gap(0, 0, 0), Gap(5, 7, 9)])
    assert [p.status for p in plan] == ["ok", "late"]
    assert plan[1].day == date(2026, 3, 20)
    assert plan[1].alternatives


def test_nothing_after_the_last_day():
    plan = planner(hours(MONDAY, 60, 9, 18), last_day=date(2026, 3, 4)).propose(
        [Gap(0, 0, 0), Gap(7, 7, 9)]
    )
    assert [p.status for p in plan] == ["ok", "none"]
    assert plan[1].option is None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(8, 17), st.integers(1, 9)),
        max_size=15,
    ),
    st.integers(1, 8),
    st.integers(0, 5),
)
def test_no_session_of_a_plan_meets_another_or_a_taken_time(taken, count, least):
    busy = [
        (start, start + length * HOUR)
        for day, hour, length in taken
        for start in [datetime(2026, 3, 2) + timedelta(days=day, hours=hour)]
    ]
    plan = planner(hours(MONDAY, 120, 9, 18), busy).propose(
        [Gap(least, least + 1, least + 3)] * count
    )
    times = [(p.option.start, p.option.stop) for p in plan if p.option]
    for start, stop in times:
        assert all(stop + 15 * HOUR / 60 <= a or b <= start for a, b in busy)
    for before, after in zip(times, times[1:], strict=False):
        assert before[1] <= after[0]
    for before, after in zip(plan, plan[1:], strict=False):
        if after.status == "ok":
            assert least <= (after.day - before.day).days <= least + 3
