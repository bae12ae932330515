"""Fifteen items, each filled by its own facts and by nothing else."""

from engine import stricta
from hypothesis import given
from hypothesis import strategies as st

POINT = {
    "code": "ST6",
    "side": "both",
    "depth_mm": 8.0,
    "response": "none",
    "stimulation": "none",
    "gauge_mm": 0.16,
    "length_mm": 15.0,
}
FULL = {
    "style": "TCM",
    "rationale": "Haghir 2025",
    "variation": "semi",
    "needles": 2,
    "points": [POINT],
    "retention_minutes": 25,
    "sessions": 12,
    "frequency": True,
    "session_minutes": 60,
    "components": ["led"],
    "setting": "Quiet room",
    "practitioner": "Licensed",
}
# fact left out -> items that miss it then
NEEDS = {
    "style": {"1a"},
    "rationale": {"1b"},
    "variation": {"1c"},
    "needles": {"2a"},
    "points": {"2b", "2c", "2d", "2e", "2g"},
    "retention_minutes": {"2f"},
    "sessions": {"3a"},
    "frequency": {"3b"},
    "session_minutes": {"3b"},
    "components": {"4a"},
    "setting": {"4b"},
    "practitioner": {"5"},
}
OF_POINTS = {
    "side": {"2b"},
    "depth_mm": {"2c"},
    "response": {"2d"},
    "stimulation": {"2e"},
    "gauge_mm": {"2g"},
    "length_mm": {"2g"},
}


def missing(facts):
    return {item.code for item in stricta.missing(stricta.check(facts))}


def test_fifteen_items_in_order():
    codes = [item.code for item in stricta.check(FULL)]
    assert codes == "1a 1b 1c 2a 2b 2c 2d 2e 2f 2g 3a 3b 4a 4b 5".split()
    assert not missing(FULL)
    assert stricta.percent(stricta.check(FULL)) == 100


def test_nothing_known_misses_everything():
    assert len(missing({})) == 15
    assert stricta.percent(stricta.check({})) == 0
    assert stricta.percent([]) == 0


@given(st.sets(st.sampled_from(sorted(NEEDS))), st.sampled_from([None, "", "  ", 0]))
def test_each_fact_fills_its_items(left_out, blank):
    facts = FULL | {name: blank for name in left_out if name != "points"}
    if "points" in left_out:
        facts["points"] = []
    expected = set().union(*(NEEDS[name] for name in left_out))
    assert missing(facts) == expected


@given(
    st.lists(st.sets(st.sampled_from(sorted(OF_POINTS))), min_size=1, max_size=6),
)
def test_every_point_has_to_tell(blanks):
    points = [
        POINT | {"code": f"P{number}"} | dict.fromkeys(names)
        for number, names in enumerate(blanks)
    ]
    items = {each.code: each for each in stricta.check(FULL | {"points": points})}
    for code in ("2b", "2c", "2d", "2e", "2g"):
        lacking = tuple(
            f"P{number}"
            for number, names in enumerate(blanks)
            if any(code in OF_POINTS[name] for name in names)
        )
        assert items[code].points == lacking
        assert items[code].filled == (not lacking)


def test_only_complete_is_a_hundred():
    for name in NEEDS:
        left = {key: value for key, value in FULL.items() if key != name}
        assert stricta.percent(stricta.check(left)) < 100


def test_a_point_on_both_sides_is_named_once():
    left = POINT | {"side": "left", "depth_mm": 0}
    right = POINT | {"side": "right", "depth_mm": 0}
    items = {each.code: each for each in stricta.check({"points": [left, right]})}
    assert items["2c"].points == ("ST6",)
