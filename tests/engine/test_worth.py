"""Worth, paid and due: the parts make the whole, nothing is lost or made up."""

from decimal import Decimal

import pytest
from engine.allocation import share_out
from engine.worth import Reduction, paid_out, reduce, settle, still_worth, to_unit
from hypothesis import given
from hypothesis import strategies as st

CENT = Decimal("0.01")
UNITS = st.sampled_from([CENT, Decimal("1"), Decimal("0.001"), Decimal("0.05")])
AMOUNTS = st.integers(0, 10**8)


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=30), UNITS)
def test_shares_by_weight_sum_to_the_total_and_keep_within_their_weight(
    total, weights, unit
):
    total, weights = total * unit, [weight * unit for weight in weights]
    shares = share_out(total, weights, unit)
    assert sum(shares) == total
    assert all(share >= 0 and share % unit == 0 for share in shares)
    if total <= sum(weights):
        pairs = zip(shares, weights, strict=True)
        assert all(share <= weight for share, weight in pairs)


@pytest.mark.parametrize(
    ("total", "weights"),
    [(Decimal(-1), [CENT]), (CENT, [Decimal(-1)]), (Decimal("0.005"), [CENT])],
)
def test_nonsense_is_not_shared(total, weights):
    with pytest.raises(ValueError, match="zero|multiple"):
        share_out(total, weights, CENT)


@given(st.data(), st.lists(AMOUNTS, min_size=1, max_size=8), UNITS)
def test_what_is_taken_off_an_order_is_taken_off_its_lines(data, worths, unit):
    worths = {place: worth * unit for place, worth in enumerate(worths)}
    tiers = st.lists(st.lists(st.sampled_from(sorted(worths)), unique=True), max_size=2)
    reductions = [
        Reduction(amount * unit, [*first, list(worths)])
        for amount, first in data.draw(st.lists(st.tuples(AMOUNTS, tiers), max_size=4))
    ]
    shares = reduce(worths, reductions, unit)
    assert all(0 <= shares[place] <= worth for place, worth in worths.items())
    wanted = sum(reduction.amount for reduction in reductions)
    assert sum(shares.values()) == min(wanted, sum(worths.values()))


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=5), UNITS)
def test_a_voucher_goes_on_to_what_is_ordered_on_top(voucher, steps, unit):
    """What was agreed stays; what is added bears what is left, never below nothing."""
    voucher, worths, agreed = voucher * unit, {}, {}
    for step, amount in enumerate(steps):
        worths = {**agreed, step: amount * unit}
        tiers = [list(agreed), [step]]
        agreed_before, agreed = (
            agreed,
            reduce(worths, [Reduction(voucher, tiers)], unit),
        )
        assert agreed_before.items() <= agreed.items()
        assert 0 <= agreed[step] <= amount * unit
        assert sum(agreed.values()) == min(voucher, sum(steps[: step + 1]) * unit)


@given(st.data(), st.lists(AMOUNTS, min_size=1, max_size=8), AMOUNTS, UNITS)
def test_paid_and_due_make_the_worth(data, worths, received, unit):
    worths, received = [worth * unit for worth in worths], received * unit
    closed = [data.draw(st.booleans()) for _worth in worths]
    standings = settle(worths, closed, received, unit)
    assert [each.worth for each in standings] == worths
    assert all(each.due == each.worth - each.paid for each in standings)
    assert all(0 <= each.paid <= each.worth for each in standings)
    assert sum(each.paid for each in standings) == min(received, sum(worths))


@given(st.data(), AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=20), UNITS)
def test_what_is_kept_and_what_is_given_back_make_the_agreed(
    data, agreed, prices, unit
):
    agreed, prices = agreed * unit, [price * unit for price in prices]
    kept = [data.draw(st.booleans()) for _price in prices]
    back = [not keep for keep in kept]
    one = still_worth(agreed, prices, kept, unit)
    other = still_worth(agreed, prices, back, unit)
    assert 0 <= one <= agreed
    assert abs(one + other - agreed) <= unit  # both may round half up


LINES = st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), max_size=6)


@given(LINES, AMOUNTS, UNITS)
def test_never_more_is_paid_out_than_was_paid_beyond_what_is_kept(lines, unpaid, unit):
    lines = [tuple(amount * unit for amount in line) for line in lines]
    back = paid_out(lines, unpaid * unit, unit)
    for (received, kept, given_back), amount in zip(lines, back, strict=True):
        assert 0 <= amount <= given_back
        assert amount <= max(0, received - kept)
    received, kept = (sum(line[place] for line in lines) for place in (0, 1))
    assert sum(back) <= max(0, received - kept - unpaid * unit)


def test_three_courses_of_690_of_which_one_is_paid_and_one_given_back():
    three = (Decimal(690), Decimal(1380), Decimal(690))
    assert paid_out([three], Decimal(0), CENT) == [0]
    assert paid_out([(Decimal(2070), *three[1:])], Decimal(0), CENT) == [690]
    assert paid_out([(Decimal(1500), *three[1:])], Decimal(0), CENT) == [120]


def test_a_tenth_off_an_order_with_a_serum():
    shares = reduce(
        {"course": Decimal(1440), "serum": Decimal(100)},
        [Reduction(Decimal(154), [["course", "serum"]])],
        CENT,
    )
    assert shares == {"course": 144, "serum": 10}


def test_amounts_become_multiples_of_the_unit():
    assert to_unit(0.1 + 0.2, CENT) == Decimal("0.30")
    assert to_unit(7.035, Decimal("0.05")) == Decimal("7.05")
