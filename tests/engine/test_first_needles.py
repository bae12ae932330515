"""A first or nervous visit begins with two thirds; the eye waits first."""

import re

import pytest
from engine import first_needles, screening_facts
from engine.first_needles import Planned
from engine.screening_words import Term
from hypothesis import given
from hypothesis import strategies as st
from real_catalogue import real_catalogue


def test_the_eye_waits_first_then_what_is_named_last():
    body = [Planned(1, 1), Planned(2, 4)]
    assert first_needles.spared([*body, Planned(3, 2, True), Planned(4, 2)]) == [3, 4]
    assert first_needles.spared([*body, Planned(3, 2), Planned(4, 2)]) == [3, 4]
    assert first_needles.spared([*body, Planned(3, 4, True), Planned(4, 2)]) == [3]


def test_few_needles_are_gentle_as_they_are():
    assert first_needles.spared([]) == []
    assert first_needles.spared([Planned(1, 4), Planned(2, 2, True)]) == []


def test_a_group_that_would_leave_far_less_stays():
    assert first_needles.spared([Planned(1, 2), Planned(2, 1), Planned(3, 6)]) == [1, 2]


@given(st.lists(st.tuples(st.integers(1, 2), st.booleans()), max_size=20))
def test_about_two_thirds_are_left(rows):
    points = [Planned(n, *row) for n, row in enumerate(rows)]
    spared = first_needles.spared(points)
    total = sum(point.needles for point in points)
    left = sum(point.needles for point in points if point.point not in spared)
    most = first_needles.begin_with(total)
    assert left <= max(most, first_needles.GENTLE)
    assert left >= most - 1
    kept_eye = any(p.at_eye for p in points if p.point not in spared)
    assert not kept_eye or all(p.at_eye for p in points if p.point in spared)


@pytest.mark.parametrize(
    ("first", "comfort", "effects", "reasons"),
    [
        (False, "fine", {}, []),
        (True, None, {}, ["first"]),
        (False, "nervous", {}, ["nervous"]),
        (False, "fine", {"NEEDLE_PHOBIA": "clearance"}, ["afraid"]),
        (True, "afraid", {"FRAIL": "caution"}, ["first", "afraid", "advised"]),
    ],
)
def test_why_fewer(first, comfort, effects, reasons):
    assert first_needles.reasons(first, comfort, effects) == reasons


@pytest.mark.parametrize(
    ("zone", "at_eye", "areas", "area"),
    [
        ("face_upper", False, [], None),
        ("face_upper", True, ["eyes"], "eyes"),
        ("face_upper", False, ["eyes"], None),
        ("face_lower", False, ["face"], "face"),
        ("scalp", False, ["face"], None),
        ("neck", False, ["head"], "head"),
        ("arms", False, ["face", "head", "trunk"], None),
        ("back", False, ["head", "trunk"], "trunk"),
    ],
)
def test_an_area_left_out(zone, at_eye, areas, area):
    assert first_needles.area_of(zone, at_eye, areas) == area


def test_every_item_whose_guidance_spares_the_eye_is_known():
    """Nobody adds a guidance against needles at the eye that the chart ignores."""
    spares = re.compile(r"\b(no|avoid) periorbital", re.IGNORECASE)
    found = {
        item.code
        for item in real_catalogue(screening_facts.Item, Term)
        if spares.search(item.guidance)
    }
    assert found == set(first_needles.EYE_CODES)


def test_every_item_whose_guidance_asks_for_fewer_needles_is_known():
    fewer = re.compile(r"\bfewer needles", re.IGNORECASE)
    found = {
        item.code
        for item in real_catalogue(screening_facts.Item, Term)
        if fewer.search(item.guidance)
    }
    assert found | {"NEEDLE_PHOBIA"} == set(first_needles.FEWER_CODES)
