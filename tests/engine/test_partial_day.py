"""Half a date means the latest day that it allows."""

from datetime import date

import pytest
from engine.partial_day import latest_day

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "known", "meant"),
    [
        (date(2026, 2, 3), "day", date(2026, 2, 3)),
        (date(2026, 2, 3), "month", date(2026, 2, 28)),
        (date(2024, 2, 3), "month", date(2024, 2, 29)),
        (date(2025, 4, 30), "month", date(2025, 4, 30)),
        (date(2026, 3, 1), "month", TODAY),
        (date(2025, 1, 1), "year", date(2025, 12, 31)),
        (date(2026, 1, 1), "year", TODAY),
    ],
)
def test_the_latest_day_counts(day, known, meant):
    assert latest_day(day, known, TODAY) == meant
