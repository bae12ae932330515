"""Days between the sessions of a course."""

from engine.spacing import Gap, Phase, gaps, rest_of
from hypothesis import given
from hypothesis import strategies as st

phases = st.builds(
    Phase,
    sessions=st.integers(1, 12),
    per_week=st.integers(0, 7),
    min_days=st.integers(0, 10),
    max_days=st.integers(0, 40),
)


@given(st.lists(phases, max_size=4), st.integers(0, 30), st.integers(0, 10))
def test_every_gap_keeps_its_bounds(course, count, done):
    found = gaps(course, count, done)
    assert len(found) == count
    assert all(0 <= gap.least <= gap.ideal <= gap.most for gap in found)


def test_two_a_week_then_weekly():
    course = [Phase(4, 2, 2, 5), Phase(2, 1, 5, 10)]
    assert [gap.ideal for gap in gaps(course, 6)] == [4, 3, 4, 3, 7, 7]
    assert gaps(course, 1, done=5) == [Gap(5, 7, 10)]


def test_a_longer_course_goes_on_with_its_last_phase():
    assert gaps([Phase(1, 1, 5, 9)], 3)[-1] == Gap(5, 7, 9)


def test_without_a_weekly_rhythm_the_middle_of_the_bounds_is_best():
    assert gaps([Phase(3, 0, 25, 35)], 1) == [Gap(25, 30, 35)]


def test_without_phases_weekly_is_best():
    assert gaps([], 2) == [Gap(1, 7, 28)] * 2


@given(st.lists(st.integers(1, 12), max_size=4), st.integers(0, 60))
def test_the_rest_of_a_rhythm_has_the_sessions_that_are_left(counts, done):
    rhythm = [
        {"per_week": place, "session_count": count}
        for place, count in enumerate(counts)
    ]
    rest = rest_of(rhythm, done)
    left = sum(phase["session_count"] for phase in rest)
    assert left == max(0, sum(counts) - done)
    assert [phase["per_week"] for phase in rest] == list(
        range(len(counts) - len(rest), len(counts))
    )
