import pytest
from engine import needling_facts
from engine.needling_facts import Fact, Needle

LUNG = Fact("over_lung", 13)
SIDE = Fact("one_side", 13)


@pytest.mark.parametrize(
    ("facts", "needle", "sides", "broken"),
    [
        ([], Needle("left", 40, "perpendicular"), (), []),
        ([Fact("normal", 5)], Needle("left", 40), (), []),
        ([Fact("periorbital")], Needle("left", 3), (), []),
        ([Fact("forbidden")], Needle("left", 1, "oblique"), (), ["forbidden"]),
        ([Fact("experienced")], Needle("mid", 1, "oblique"), (), ["experienced"]),
        ([LUNG], Needle("left", 13, "oblique"), (), []),
        ([LUNG], Needle("left", 13, "transverse"), (), []),
        ([LUNG], Needle("left", 13.04, "oblique"), (), []),
        ([LUNG], Needle("left", 13.1, "oblique"), (), ["over_lung"]),
        ([LUNG], Needle("left", 3, "perpendicular"), (), ["over_lung"]),
        ([LUNG], Needle("left", 3, None), (), ["over_lung"]),
        ([Fact("over_lung")], Needle("left", 50, "oblique"), (), []),
        ([Fact("oblique_only")], Needle("mid", 5), (), ["oblique_only"]),
        ([SIDE], Needle("left", 5), ("mid",), []),
        ([SIDE], Needle("left", 5), ("left",), []),
        ([SIDE], Needle("left", 5), ("right",), ["one_side"]),
        ([SIDE], Needle("both", 5), (), ["one_side"]),
        (
            [SIDE, LUNG, Fact("experienced")],
            Needle("both", 5),
            (),
            ["experienced", "over_lung", "one_side"],
        ),
    ],
)
def test_what_a_needle_breaks(facts, needle, sides, broken):
    assert needling_facts.broken(facts, needle, sides) == broken


def test_the_strictest_limit_counts():
    assert needling_facts.limit_mm([Fact("normal"), LUNG, Fact("normal", 8)]) == 8
    assert needling_facts.limit_mm([Fact("normal")]) == 0


@pytest.mark.parametrize(
    ("region", "kinds", "needed"),
    [
        ("face", ["normal"], False),
        ("face", ["periorbital"], True),
        ("neck", ["normal"], True),
        ("chest", ["oblique_only"], True),
        ("back", ["over_lung"], True),
        ("back", ["oblique_only"], False),
        ("lower_limb", ["normal"], False),
    ],
)
def test_who_learns_needs_the_supervisor(region, kinds, needed):
    assert needling_facts.needs_supervisor(region, kinds) is needed
