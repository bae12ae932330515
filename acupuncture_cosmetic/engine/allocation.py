"""Share money over credits without losing a cent."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def allocate(total: Decimal, parts: int, rounding: Decimal) -> list[Decimal]:
    """Split ``total`` into ``parts`` equal shares by largest remainder.

    :param total: amount to split, company currency, may be negative
    :param parts: how many shares, at least 1
    :param rounding: smallest unit of the currency, e.g. 0.01
    :return: shares that differ by at most one unit and sum to ``total`` exactly;
        the larger shares come first
    :raises ValueError: no parts, or a total that is no multiple of the unit
    """
    if parts < 1:
        raise ValueError("an amount is shared over at least one part")
    units = total / rounding
    whole = int(units.to_integral_value(ROUND_HALF_UP))
    if whole * rounding != total:
        raise ValueError(f"{total} is no multiple of {rounding}")
    share, remainder = divmod(whole, parts)
    return [(share + (position < remainder)) * rounding for position in range(parts)]


def share_out(
    total: Decimal, weights: Sequence[Decimal], rounding: Decimal
) -> list[Decimal]:
    """Split ``total`` in proportion to ``weights`` by largest remainder.

    :param total: amount to split, not negative
    :param weights: none negative; where all are zero the shares are equal
    :return: shares that sum to ``total`` exactly; no share exceeds its weight while
        ``total`` does not exceed their sum and all are multiples of the unit
    :raises ValueError: a negative amount, no weights, or no multiple of the unit
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("only amounts from zero on are shared by weight")
    whole = sum(weights)
    if not whole:
        return allocate(total, len(weights), rounding)
    units = int((total / rounding).to_integral_value(ROUND_HALF_UP))
    if units * rounding != total:
        raise ValueError(f"{total} is no multiple of {rounding}")
    exact = [Fraction(weight) * units / Fraction(whole) for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(
        range(len(weights)), key=lambda place: shares[place] - exact[place]
    )
    for place in by_remainder[: units - sum(shares)]:
        shares[place] += 1
    return [share * rounding for share in shares]
