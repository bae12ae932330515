"""Expiry, part-paid rule and state of a course."""

from datetime import date, timedelta

import pytest
from engine.course_terms import (
    amount_due,
    bookable_sessions,
    course_state,
    expiry_date,
    middle,
)
from engine.credit_states import (
    BOOKED,
    CHARGED,
    GIVEN_BACK,
    OPEN,
    STATES,
    TRANSITIONS,
)
from hypothesis import given
from hypothesis import strategies as st

SOLD, FIRST, FIXED = date(2026, 1, 31), date(2026, 2, 10), date(2026, 12, 24)
RULES = st.sampled_from(["open", "block", "value", "first_k"])


@pytest.mark.parametrize(
    ("basis", "length", "unit", "expected"),
    [
        ("sale", 1, "month", date(2026, 2, 28)),
        ("sale", 90, "day", SOLD + timedelta(days=90)),
        ("sale", 2, "week", SOLD + timedelta(days=14)),
        ("first_session", 6, "month", date(2026, 8, 10)),
        ("fixed", 0, "month", FIXED),
        ("none", 12, "month", None),
    ],
)
def test_expiry(basis, length, unit, expected):
    dates = {"sold_on": SOLD, "first_session": FIRST, "fixed": FIXED}
    assert expiry_date(basis, length, unit, **dates) == expected


def test_validity_from_the_first_session_is_open_until_it_took_place():
    dates = {"sold_on": SOLD, "first_session": None, "fixed": None}
    assert expiry_date("first_session", 6, "month", **dates) is None


@pytest.mark.parametrize(
    ("rule", "paid", "expected"),
    [
        ("open", 0, 12),
        ("block", 1199.99, 0),
        ("block", 1200, 12),
        ("value", 0, 0),
        ("value", 299.99, 2),
        ("value", 300, 3),
        ("first_k", 0, 2),
        ("first_k", 1200, 12),
    ],
)
def test_bookable_sessions(rule, paid, expected):
    assert bookable_sessions(rule, 12, 2, paid, 1200) == expected


@given(
    RULES,
    st.integers(1, 40),
    st.integers(0, 40),
    st.integers(0, 500_000),
    st.integers(1, 500_000),
    st.data(),
)
def test_paying_what_is_due_is_always_enough(rule, sessions, free, paid, price, data):
    wanted = data.draw(st.integers(1, sessions))
    allowed = bookable_sessions(rule, sessions, free, paid, price)
    assert 0 <= allowed <= sessions
    if wanted > allowed:
        due = amount_due(rule, sessions, wanted, paid, price)
        assert due > 0
        assert bookable_sessions(rule, sessions, free, paid + due, price) >= wanted


@given(st.lists(st.sampled_from(STATES)), st.booleans(), st.booleans(), st.booleans())
def test_state_is_told_by_the_facts(states, active, held, cancelled):
    state = course_state(states, active=active, held=held, cancelled=cancelled)
    assert (state == "draft") == (not active and not cancelled)
    if active and not cancelled:
        assert (state in ("active", "on_hold")) == bool(OPEN & set(states))
    if cancelled:
        assert state == "cancelled"


def test_closed_money_states_have_no_way_back():
    assert not [way for way in TRANSITIONS if way[0] in ("refunded", "transferred")]
    assert {state for way in TRANSITIONS for state in way} == set(STATES)


@pytest.mark.parametrize(
    ("sessions", "number"), [(1, 1), (3, 2), (5, 3), (10, 5), (12, 6)]
)
def test_the_middle_of_a_course(sessions, number):
    assert middle(sessions) == number


def test_every_state_of_a_credit_has_its_place():
    assert {*OPEN, *CHARGED, *GIVEN_BACK, "expired"} == set(STATES)
    assert BOOKED == {to for _before, to in TRANSITIONS if to in BOOKED}
    assert BOOKED - OPEN == CHARGED
