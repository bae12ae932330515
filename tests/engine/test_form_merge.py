"""Two states of one screen become one, and neither is lost."""

import pytest
from engine.form_merge import differing, digest, merge, state

NAMES = {
    "medicines": 20_000,
    "detail_X": 300,
    "y_X": 1,
    "u_X": 1,
    "none": 1,
    "skin_type": 1,
    "on_X": 10,
    "tick_1_a": 1,
    "hash_1": 64,
}


@pytest.mark.parametrize(
    ("stored", "sent", "merged"),
    [
        ({"medicines": "A"}, {"medicines": "B"}, {"medicines": "A\nB"}),
        ({"medicines": "A\nB"}, {"medicines": "B"}, {"medicines": "A\nB"}),
        ({"medicines": "A"}, {"medicines": "A 5 mg"}, {"medicines": "A 5 mg"}),
        ({"medicines": "A"}, {}, {"medicines": "A"}),
        ({}, {"medicines": "A"}, {"medicines": "A"}),
        ({"detail_X": "left"}, {"detail_X": "right"}, {"detail_X": "left / right"}),
        ({"detail_X": "a" * 200}, {"detail_X": "b" * 200}, {"detail_X": "a" * 200}),
        ({"y_X": "1"}, {"u_X": "1"}, {"y_X": "1"}),
        ({"none": "1"}, {"y_X": "1"}, {"y_X": "1"}),
        ({"none": "1"}, {"none": "1"}, {"none": "1"}),
        ({"skin_type": "3"}, {"skin_type": "2"}, {"skin_type": "3"}),
        ({"on_X": "2026-01-02"}, {"on_X": "2026-01-03"}, {"on_X": "2026-01-02"}),
        ({"tick_1_a": "1"}, {}, {}),
    ],
)
def test_both_are_kept(stored, sent, merged):
    assert merge(stored, sent, NAMES) == merged
    # once merged, the same page adds nothing more
    assert merge(merged, sent, NAMES) == merged or "none" in stored


def test_a_state_is_what_is_filled_in():
    typed = {"medicines": " A ", "none": "", "hash_1": "f" * 64, "strange": "x"}
    assert state(typed, NAMES) == {"medicines": "A"}
    assert state({}, NAMES) == {}


def test_the_order_of_the_fields_does_not_matter():
    assert digest({"a": "1", "b": "2"}) == digest({"b": "2", "a": "1"})
    assert digest({"a": "1"}) != digest({"a": "2"})


def test_what_differs_is_named():
    assert differing({"a": "1", "b": "2"}, {"b": "3", "c": "4"}) == ["a", "b", "c"]
    assert differing({"a": "1"}, {"a": "1"}) == []
