"""The nearest point of a free mark, and the client's side of it."""

import math

import pytest
from engine.face_marks import IN_THE_HAIR, MIDDLE, NARROW, Place, nearest, side
from hypothesis import given
from hypothesis import strategies as st

COORDINATE = st.floats(0, 600)
PLACES = st.lists(
    st.builds(Place, st.integers(1, 99), COORDINATE, COORDINATE, st.floats(1, 2)),
    min_size=1,
)


@given(PLACES, COORDINATE, COORDINATE)
def test_no_point_is_nearer(places, x, y):
    found = nearest(places, x, y)
    distances = [
        (math.hypot(place.x - x, place.y - y) * place.far, place.point_id)
        for place in places
    ]
    assert found in {point for away, point in distances if away == min(distances)[0]}


def test_a_point_in_the_hair_counts_as_farther():
    hair, brow = Place(1, 300, 160, IN_THE_HAIR), Place(2, 300, 250)
    assert nearest([hair, brow], 300, 200) == 2
    assert nearest([hair, brow], 300, 180) == 1


def test_an_empty_drawing_has_no_nearest_point():
    assert nearest([], 1, 2) is None


@pytest.mark.parametrize(
    ("drawing", "x", "expected"),
    [
        ("face_front", 350, "left"),
        ("face_front", 250, "right"),
        ("face_front", 300, "mid"),
        ("body_front", 350, "left"),
        ("body_back", 350, "right"),
        ("body_back", 250, "left"),
        ("face_left", 250, "left"),
        ("face_right", 350, "right"),
    ],
)
def test_the_clients_side(drawing, x, expected):
    assert side(drawing, x) == expected


@given(st.sampled_from(["face_front", "body_front", "body_back"]), COORDINATE)
def test_mirrored_places_have_mirrored_sides(drawing, x):
    other = {"left": "right", "right": "left", "mid": "mid"}
    if abs(abs(x - MIDDLE) - NARROW) > 1e-6:
        assert side(drawing, 2 * MIDDLE - x) == other[side(drawing, x)]
