"""The table items x techniques: what screening does, cell by cell, and why."""

import pytest
from engine.screening import Item, evaluate
from engine.screening_reach import Cell, reach
from engine.screening_words import Term
from real_catalogue import REQUIRES, off_reasons, real_catalogue
from screening_table import TECHNIQUES, read_table, shown
from test_screening_vignettes import SIGNED, history, yes

CATALOGUE = real_catalogue(Item, Term)
ROWS = read_table()
REACH = reach(CATALOGUE, TECHNIQUES, REQUIRES)
LIGHTS = {"closed": "red", "caution": "amber", "clearance": "amber", "note": "green"}


def test_every_question_has_a_row_and_every_row_a_reason():
    assert {item.question for item in CATALOGUE} == {row.code for row in ROWS}
    names = {item.code: item.name for item in CATALOGUE}
    assert {row.code: row.told for row in ROWS} == {r.code: names[r.code] for r in ROWS}
    assert all(row.why for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_each_cell_is_what_screening_does(row):
    cells = REACH[row.code]
    assert tuple(shown(cells[each]) for each in TECHNIQUES) == row.cells


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_each_technique_alone_gives_the_light_of_its_cell(row):
    """The whole catalogue is looked at here, so no other item hides in the row."""
    for technique, cell in zip(TECHNIQUES, row.cells, strict=True):
        told = history(yes(row.code, on=SIGNED))
        result = evaluate([told], CATALOGUE, {technique}, REQUIRES, SIGNED)
        light = "red" if " d" in cell else LIGHTS.get(cell, "green")
        assert (technique, result.light) == (technique, light)


def test_what_ships_off_says_why():
    reasons = off_reasons()
    assert set(reasons) == {"VACCINE", "LENSES"}
    assert all(reasons.values())


def test_a_wait_of_one_technique_leaves_the_clearance_of_another():
    catalogue = [
        Item("A", "caution", frozenset({"led"}), 5),
        Item("B", "clearance_required", frozenset({"topical"}), question_of="A"),
        Item("C", "absolute", frozenset({"topical"}), 7, question_of="A"),
    ]
    assert reach(catalogue, ("led", "topical", "needling"), {}) == {
        "A": {
            "led": Cell("waits", 5),
            "topical": Cell("waits", 7, clearance=True),
            "needling": Cell(),
        }
    }
