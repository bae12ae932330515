"""Whatever colour a clinic chose, what stands in it can be read."""

import pytest
from engine.palette import (
    CALM,
    INK,
    PAPER,
    SOFT,
    TEXT,
    WHITE,
    contrast,
    palette,
)
from hypothesis import given
from hypothesis import strategies as st

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_every_accent_is_read_on_every_ground(colour):
    found = palette(colour)
    for ground in (WHITE, PAPER, found.tint):
        assert contrast(found.accent, ground) >= TEXT
        assert contrast(INK, ground) >= TEXT
        assert contrast(SOFT, ground) >= TEXT


@given(st.text(max_size=12))
def test_nothing_typed_leaves_its_property(text):
    told = palette(text).css("--f-")
    assert set(told) <= set("-: ;#0123456789abcdefghijklmnopqrstuvwxyz")
    assert told.count(";") == 1


@given(colours)
def test_what_can_be_read_stays_as_it_was_chosen(colour):
    found = palette(colour)
    if all(contrast(colour, one) >= TEXT for one in (WHITE, PAPER, found.tint)):
        assert found.accent == colour


@pytest.mark.parametrize("nothing", [None, "", "red", "#12", "#12345g", "url(x)", " "])
def test_what_is_no_colour_is_the_calm_one(nothing):
    assert palette(nothing).accent == CALM


def test_three_digits_and_capitals_are_colours():
    assert palette("#036") == palette("#003366") == palette(" #003366 ")
    assert palette("#0F5B57").accent == "#0f5b57"


def test_contrast_is_that_of_the_standard():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
