"""Share money over credits without losing a cent."""

from decimal import ROUND_HALF_UP, Decimal


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
