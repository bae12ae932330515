"""The clinic's own clock, where the clocks change."""

from datetime import date, datetime

from engine.clinic_clock import at_hour, to_local, to_utc


def test_an_hour_that_the_clocks_skip_moves_past_the_gap():
    skipped = to_utc(datetime(2026, 3, 29, 2, 30), "Europe/Paris")
    assert to_local(skipped, "Europe/Paris") == datetime(2026, 3, 29, 3, 30)


def test_an_hour_of_a_day_is_that_of_the_clinic():
    assert at_hour(date(2026, 3, 28), 9.5, "Europe/Paris") == datetime(
        2026, 3, 28, 8, 30
    )
    assert at_hour(date(2026, 3, 30), 9.5, "Europe/Paris") == datetime(
        2026, 3, 30, 7, 30
    )
