"""What a line of an order is worth, what of it is paid and what is due, to the cent."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .allocation import share_out

ZERO = Decimal(0)


class Reduction(NamedTuple):
    """An amount that is taken off other lines of its order.

    ``tiers`` name those lines, those it is meant for first: what exceeds their worth
    is taken off the next ones.
    """

    amount: Decimal
    tiers: Sequence[Sequence[Hashable]]


class Standing(NamedTuple):
    """What something is worth, what of that is paid, what is still due."""

    worth: Decimal
    paid: Decimal
    due: Decimal


def to_unit(amount: float | Decimal, unit: Decimal) -> Decimal:
    """Return an amount as a multiple of the smallest unit of its currency."""
    return (Decimal(str(amount)) / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def reduce(
    worths: Mapping[Hashable, Decimal], reductions: Iterable[Reduction], unit: Decimal
) -> dict[Hashable, Decimal]:
    """Return line -> what the reductions take off it, never more than it is worth.

    Within a tier every line bears its part in proportion to what is left of it.
    """
    left = dict(worths)
    for reduction in reductions:
        amount = reduction.amount
        for tier in reduction.tiers:
            # a line stands in several tiers: it bears what is left of it
            pool = [left[line] for line in tier]
            taken = min(amount, sum(pool, ZERO))
            if taken > 0:
                for line, share in zip(tier, share_out(taken, pool, unit), strict=True):
                    left[line] -= share
                amount -= taken
    return {line: worth - left[line] for line, worth in worths.items()}


def still_worth(
    agreed: Decimal,
    prices: Sequence[Decimal],
    kept: Sequence[bool],
    unit: Decimal,
) -> Decimal:
    """Return what the kept sessions are worth of the price that was agreed for all.

    :param agreed: taxes included, for every session that was ever granted
    :param prices: untaxed price of each session
    """
    if all(kept):
        return agreed
    weights = prices if any(prices) else [Decimal(1)] * len(prices)
    part = sum((w for w, keep in zip(weights, kept, strict=True) if keep), ZERO)
    return to_unit(agreed * part / sum(weights), unit)


def settle(
    worths: Sequence[Decimal], closed: Sequence[bool], received: Decimal, unit: Decimal
) -> list[Standing]:
    """Return how things stand that one payment is for.

    What is closed comes first: it was delivered. The others share what is left by their
    worth. Money beyond the worth is no payment for it.
    """
    paid, left = [ZERO] * len(worths), max(received, ZERO)
    for group in (True, False):
        places = [place for place, shut in enumerate(closed) if shut == group]
        pool = [worths[place] for place in places]
        taken = min(left, sum(pool, ZERO))
        if taken > 0:
            shares = share_out(taken, pool, unit)
            for place, share in zip(places, shares, strict=True):
                paid[place] = share
            left -= taken
    return [
        Standing(worth, part, worth - part)
        for worth, part in zip(worths, paid, strict=True)
    ]


def paid_out(
    lines: Sequence[tuple[Decimal, Decimal, Decimal]], unpaid: Decimal, unit: Decimal
) -> list[Decimal]:
    """Return what is paid back for each line when part of it is given back.

    Set against what is unpaid first: only money beyond that is paid out.

    :param lines: received, worth of what the client keeps, worth of what is given back
    :param unpaid: what else of the same order is billed and not paid
    """
    over = [max(ZERO, received - kept) for received, kept, _back in lines]
    short = sum((max(ZERO, kept - got) for got, kept, _back in lines), unpaid)
    limits = [min(much, back) for much, (_r, _k, back) in zip(over, lines, strict=True)]
    total = min(sum(limits, ZERO), max(ZERO, sum(over, ZERO) - short))
    return share_out(total, limits, unit) if limits else []
