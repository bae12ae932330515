"""Money shared over credits: nothing lost, nobody far from the mean."""

from decimal import Decimal

import pytest
from engine.allocation import allocate
from hypothesis import given
from hypothesis import strategies as st

ROUNDINGS = st.sampled_from(
    [Decimal("0.01"), Decimal("1"), Decimal("0.001"), Decimal("0.05")]
)


@given(st.integers(-(10**9), 10**9), st.integers(1, 400), ROUNDINGS)
def test_shares_sum_to_the_total_and_differ_by_one_unit_at_most(units, parts, rounding):
    total = units * rounding
    shares = allocate(total, parts, rounding)
    assert len(shares) == parts
    assert sum(shares) == total
    assert max(shares) - min(shares) <= rounding
    assert shares == sorted(shares, reverse=True)
    assert all(share % rounding == 0 for share in shares)


def test_a_thousand_over_twelve():
    shares = allocate(Decimal("1000.00"), 12, Decimal("0.01"))
    assert shares == [Decimal("83.34")] * 4 + [Decimal("83.33")] * 8


@pytest.mark.parametrize(
    ("total", "parts"), [(Decimal("10.005"), 3), (Decimal("10"), 0)]
)
def test_nonsense_is_refused(total, parts):
    with pytest.raises(ValueError, match="part|multiple"):
        allocate(total, parts, Decimal("0.01"))
