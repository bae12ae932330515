"""A number is found however it is written, a day however it is read."""

from datetime import date

import pytest
from engine.client_search import beginnings, days, phone_digits
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "text",
    [
        "+43 664 1234567",
        "0043 664 1234567",
        "0664/123 45 67",
        "0664 1234567",
        "664 1234567",
        "+43 (0)664 1234567",
        "+43-664-1234567",
    ],
)
def test_one_number_in_every_way_of_writing(text):
    assert phone_digits(text) == "6641234567"


@pytest.mark.parametrize("text", ["Anna", "S00042-1", "", "12", "+43", "0", "a1234"])
def test_what_is_no_number(text):
    assert phone_digits(text) == ""


@given(st.integers(10_000, 10**9), st.sampled_from(["43", "49", "1", "420", "44"]))
def test_country_and_zeros_do_not_matter(number, country):
    written = [f"+{country}{number}", f"00{country} {number}", f"0{number}", number]
    assert {phone_digits(str(each)) for each in written} == {str(number)}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5.5.1985", [date(1985, 5, 5)]),
        ("05/12/1985", [date(1985, 12, 5), date(1985, 5, 12)]),
        ("1985-05-12", [date(1985, 5, 12)]),
        ("31.12.1985", [date(1985, 12, 31)]),
        ("31.02.1985", []),
        ("5.5.85", []),
        ("Anna", []),
    ],
)
def test_days(text, meant):
    assert days(text) == meant


@given(st.text())
def test_any_text_is_read(text):
    assert phone_digits(text).isdigit() or not phone_digits(text)
    assert isinstance(days(text), list)
    assert all(part in text for part in beginnings(text))


def test_beginnings_of_two_names():
    assert beginnings("an be") == ["an", "be"]
    assert beginnings("anna") == []
    assert beginnings("S00042 1") == []
