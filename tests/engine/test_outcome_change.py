"""Changes on scales: direction, steps, middle and spread."""

import statistics

import pytest
from engine import outcome_change as oc
from hypothesis import given
from hypothesis import strategies as st

WHOLE = st.integers(-50, 50)
STEP = st.sampled_from([0.1, 0.25, 0.5, 1, 2, 5])
FIGURES = st.lists(st.integers(-100, 100), min_size=1, max_size=40)


@given(WHOLE, st.integers(1, 40), STEP)
def test_every_value_of_a_scale_fits_and_nothing_between(minimum, count, step):
    maximum = minimum + count * step
    for value in oc.values(minimum, maximum, step):
        assert oc.fits(value, minimum, maximum, step)
        assert not oc.fits(value + step / 3, minimum, maximum, step)
    assert not oc.fits(minimum - step, minimum, maximum, step)
    assert not oc.fits(maximum + step, minimum, maximum, step)


def test_tenths_are_steps_though_binary_has_none():
    assert oc.fits(0.3, 0, 1, 0.1)
    assert oc.fits(4.7, 0, 48, 0.1)
    assert not oc.fits(0.35, 0, 1, 0.1)


def test_long_scales_are_typed_not_tapped():
    assert oc.values(0, 10, 1) == list(range(11))
    assert oc.values(-1, 3, 1) == [-1, 0, 1, 2, 3]
    assert oc.values(0, 48, 0.1) == []


@given(WHOLE, WHOLE)
def test_direction_turns_the_sign_and_nothing_else(before, after):
    higher = oc.improvement("higher", before, after)
    assert higher == -oc.improvement("lower", before, after)
    assert higher == oc.improvement("lower", after, before)
    assert (higher > 0) == (after > before)


@given(WHOLE, WHOLE, WHOLE)
def test_changes_add_up(first, middle, last):
    parts = oc.improvement("lower", first, middle) + oc.improvement(
        "lower", middle, last
    )
    assert parts == oc.improvement("lower", first, last)


@pytest.mark.parametrize(
    ("gain", "step", "word"),
    [
        (0, 1, "same"),
        (1, 1, "little_better"),
        (2, 1, "better"),
        (-1, 1, "little_worse"),
        (-2, 1, "worse"),
        (0.5, 0.5, "little_better"),
    ],
)
def test_one_step_is_little(gain, step, word):
    assert oc.verdict(gain, step) == word


@given(WHOLE.filter(bool), STEP)
def test_better_and_worse_mirror_each_other(gain, step):
    there, back = oc.verdict(gain, step), oc.verdict(-gain, step)
    assert there.replace("better", "worse") == back or (
        back.replace("better", "worse") == there
    )


@given(FIGURES)
def test_the_median_is_the_median(figures):
    found = oc.spread(figures)
    assert found.median == pytest.approx(statistics.median(figures))
    assert min(figures) <= found.lower <= found.median
    assert found.median <= found.upper <= max(figures)
    assert found.count == len(figures)


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=40))
def test_quartiles_are_those_of_the_standard_library(figures):
    found = oc.spread(figures)
    expected = statistics.quantiles(figures, n=4, method="inclusive")
    assert [found.lower, found.median, found.upper] == pytest.approx(expected)


def test_nothing_has_no_middle():
    assert oc.spread([]) is None


@pytest.mark.parametrize(
    ("held", "left", "days", "phase"),
    [
        (0, 12, 0, "baseline"),
        (1, 11, 2, "mid"),
        (6, 6, 90, "mid"),
        (12, 0, 28, "end"),
        (12, 0, 29, "follow_up"),
    ],
)
def test_where_in_the_course(held, left, days, phase):
    assert oc.phase(held, left, days) == phase


@given(st.integers(-1000, 1000))
def test_whole_values_have_no_decimals(value):
    assert oc.text(float(value)) == str(value)
