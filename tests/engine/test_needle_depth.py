"""Too deep is told to the tenth of a mm; an unknown limit warns of nothing."""

from engine import needle_depth
from hypothesis import given
from hypothesis import strategies as st

LENGTHS = st.integers(0, 1000).map(lambda tenths: tenths / 10)


def test_deeper_than_the_limit():
    assert needle_depth.excess_mm(12, 8) == 4
    assert needle_depth.excess_mm(8.1, 8) == 0.1
    assert needle_depth.excess_mm(0.1 + 0.2, 0.3) == 0
    assert needle_depth.excess_mm(8, 8) == 0


def test_no_limit_is_known():
    assert needle_depth.excess_mm(40, 0) == 0
    assert needle_depth.excess_mm(None, 8) == 0


def test_lengths_are_written_short():
    assert [needle_depth.in_mm(each) for each in (8.0, 8.5, 10, 0)] == [
        "8",
        "8.5",
        "10",
        "0",
    ]


@given(LENGTHS, LENGTHS)
def test_warned_if_and_only_if_deeper(depth, limit):
    excess = needle_depth.excess_mm(depth, limit)
    assert (excess > 0) == (limit > 0 and depth > limit)
    if excess:
        assert round(limit + excess, 1) == depth


@given(LENGTHS)
def test_a_written_length_reads_back(length):
    assert float(needle_depth.in_mm(length)) == length
