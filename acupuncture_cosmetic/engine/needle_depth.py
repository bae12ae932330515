"""How deep is too deep? A warning, never a refusal."""

from decimal import Decimal

_TENTH = Decimal("0.1")


def excess_mm(depth_mm: float, limit_mm: float) -> float:
    """Return by how much a depth passes its limit, in tenths of a mm; 0 if not at all.

    A limit of 0 says that none is known.
    """
    depth, limit = (_tenths(each) for each in (depth_mm, limit_mm))
    if limit <= 0 or depth <= limit:
        return 0.0
    return float(depth - limit)


def in_mm(length: float) -> str:
    """Return a length without a needless decimal: ``8``, ``8.5``."""
    return f"{_tenths(length).normalize():f}"


def _tenths(length: float) -> Decimal:
    return Decimal(str(length or 0)).quantize(_TENTH)
