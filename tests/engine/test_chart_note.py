"""Each needle of a chart is told once, and nothing that is not there."""

from collections import Counter

from engine.chart_note import (
    SIDES,
    How,
    Needle,
    Visit,
    tell,
)
from hypothesis import given
from hypothesis import strategies as st

FINE = How(0.16, 15.0, 3.0, "oblique", "none", "none")
DEEP = FINE._replace(depth_mm=5.0)

hows = st.builds(
    How,
    gauge_mm=st.sampled_from([0.0, 0.16, 0.2]),
    depth_mm=st.sampled_from([0.0, 2.0, 3.0]),
    angle=st.sampled_from(["", "oblique"]),
)
needles = st.builds(
    Needle,
    point=st.sampled_from(["ST 6", "LI 4", "CV 24", "GB 14"]),
    side=st.sampled_from(SIDES),
    how=hows,
)
visits = st.builds(
    Visit, needles=st.lists(needles, max_size=12).map(tuple), minutes=st.integers(0, 60)
)


@given(visits, st.none() | visits)
def test_each_needle_is_told_once(now, last):
    told = Counter()
    for group in tell(now, last).groups:
        points = [placed.point for placed in group.placed]
        assert len(points) == len(set(points))
        for placed in group.placed:
            for side, count in placed.sides.items():
                assert count > 0
                told[Needle(placed.point, side, group.how)] += count
    assert told == Counter(now.needles)


@given(visits, visits)
def test_what_is_left_out_was_there_and_is_not_now(now, last):
    found = tell(now, last)
    before = {needle.point for needle in last.needles}
    points = {needle.point for needle in now.needles}
    assert set(found.left_out) == before - points
    assert len(found.left_out) == len(set(found.left_out))
    for group in found.groups:
        for placed in group.placed:
            assert (placed.change == "new") == (placed.point not in before)


@given(visits)
def test_beside_itself_nothing_differs(visit):
    found = tell(visit, visit)
    assert not found.left_out
    assert not found.longer
    assert not any(one.change for group in found.groups for one in group.placed)


@given(visits)
def test_a_first_visit_is_compared_with_nothing(visit):
    found = tell(visit)
    assert not found.left_out
    assert not found.longer
    assert not any(one.change for group in found.groups for one in group.placed)


def change(how, *before):
    now = Visit((Needle("ST 6", "left", how),))
    last = Visit(tuple(Needle("ST 6", "left", one) for one in before))
    return tell(now, last).groups[0].placed[0].change


def test_what_differs_has_a_name():
    assert change(DEEP, FINE) == "deeper"
    assert change(FINE, DEEP) == "shallower"
    assert change(FINE, FINE, DEEP) == ""
    assert change(FINE._replace(angle=""), FINE) == "other"
    unknown = FINE._replace(depth_mm=0.0)
    assert change(FINE, unknown) == "other", (
        "no depth was written, so nothing is deeper"
    )
    assert change(unknown, FINE) == "other"


def test_minutes_are_compared_where_both_are_known():
    for now, last, longer in ((25, 20, 1), (20, 25, -1), (20, 20, 0), (20, 0, 0)):
        assert tell(Visit((), now), Visit((), last)).longer == longer
