"""Screening closes points and techniques by itself, never too few."""

import pytest
from engine.plan_points import (
    PREGNANCY_CODES,
    PlanPoint,
    Verdict,
    judge,
    pregnancy_findings,
    usable_techniques,
)
from engine.spared_limbs import spared
from hypothesis import given
from hypothesis import strategies as st

POINTS = (
    PlanPoint("LI4", "avoid"),
    PlanPoint("LR3", "caution"),
    PlanPoint("ST6"),
    PlanPoint("ST7", stimulation="electrical"),
)
TECHNIQUES = ("needling", "electroacupuncture", "led", "topical")
REQUIRES = {"electroacupuncture": "needling"}
EFFECTS = ("stop", "defer", "clearance", "unclear", "caution", "info", "over")
points = st.lists(
    st.builds(
        PlanPoint,
        st.sampled_from(["ST6", "LI4", "GV20"]),
        st.sampled_from(["ok", "caution", "avoid"]),
        st.sampled_from(["none", "manual", "electrical"]),
    )
)
effects = st.dictionaries(
    st.sampled_from(["PREG", "TTC", "PREG_EA", "NICKEL", "PREG_TOPICAL"]),
    st.sampled_from(EFFECTS),
)
closed = st.sets(st.sampled_from(TECHNIQUES))


def states(*args):
    return [verdict.state for verdict in judge(POINTS, *args)]


def test_without_findings_all_are_open():
    assert states({}) == ["open"] * 4
    assert judge(POINTS, {})[0] == Verdict()


def test_pregnancy_closes_what_is_avoided_and_warns_of_the_rest():
    for code in PREGNANCY_CODES:
        for effect in ("stop", "defer", "clearance", "unclear", "caution"):
            assert states({code: effect}) == ["closed", "caution", "open", "open"]
    closed_point = judge(POINTS, {"PREG": "clearance", "TTC": "caution"})[0]
    assert closed_point == Verdict("closed", "pregnancy", ("PREG", "TTC"))


def test_what_is_over_or_only_breastfeeding_closes_nothing():
    assert (
        states({"PREG": "over", "TTC": "info", "PREG_TOPICAL": "caution"})
        == ["open"] * 4
    )


def test_closed_techniques_take_their_points_along():
    assert states({}, {"needling"}) == ["closed"] * 4
    assert states({}, {"electroacupuncture"}) == ["open", "open", "open", "closed"]
    assert judge(POINTS, {}, {"electroacupuncture"})[3].reason == "current"
    assert states({}, {"led"}) == ["open"] * 4


@given(points, effects, closed)
def test_one_verdict_a_point_and_reasons_where_not_open(rows, found, shut):
    verdicts = judge(rows, found, shut)
    assert len(verdicts) == len(rows)
    for point, verdict in zip(rows, verdicts, strict=True):
        assert bool(verdict.reason) == (verdict.state != "open")
        if pregnancy_findings(found) and point.pregnancy == "avoid":
            assert verdict.state == "closed"


@given(points, effects, effects, closed, closed)
def test_more_findings_never_open_a_point(rows, found, more, shut, also):
    order = ("open", "caution", "closed")
    before = judge(rows, found, shut)
    worse = {**more, **{k: v for k, v in found.items() if v not in ("over", "info")}}
    after = judge(rows, worse, shut | also)
    for one, other in zip(before, after, strict=True):
        assert order.index(one.state) <= order.index(other.state)


@given(st.lists(st.sampled_from(TECHNIQUES)), closed)
def test_techniques_fall_with_what_they_need(wanted, shut):
    usable = usable_techniques(wanted, shut, REQUIRES)
    assert not set(usable) & shut
    assert [code for code in wanted if code in usable] == usable
    if "needling" in shut:
        assert "electroacupuncture" not in usable
    assert ("led" in usable) == ("led" in wanted and "led" not in shut)


def arm(*details):
    held = {"NODE_REMOVAL": "caution"}
    return held | spared(held, details)


def verdicts_of(effects, *sides, region="upper_limb"):
    rows = [PlanPoint("LI4", region=region, side=side) for side in sides]
    return [(each.state, each.because) for each in judge(rows, effects)]


@pytest.mark.parametrize(
    ("told", "region", "side"),
    [
        ("left arm, breast 2019", "upper_limb", "left"),
        ("Achsel rechts", "upper_limb", "right"),
        ("bras gauche gonflé", "upper_limb", "left"),
        ("brazo derecho", "upper_limb", "right"),
        ("linker borst", "upper_limb", "left"),
        ("gamba destra", "lower_limb", "right"),
        ("Leiste links", "lower_limb", "left"),
        ("neck dissection, right", "neck", "right"),
    ],
)
def test_lymph_nodes_removed_spare_that_limb(told, region, side):
    effects = arm(told)
    other = "left" if side == "right" else "right"
    rows = verdicts_of(effects, side, other, "both", region=region)
    assert rows == [("closed", (side,)), ("open", ()), ("caution", (side,))]
    elsewhere = {"upper_limb", "lower_limb", "neck"} - {region}
    for place in (*elsewhere, "face"):
        assert verdicts_of(effects, "left", "both", region=place) == [("open", ())] * 2


def test_what_is_not_told_of_a_limb_is_not_guessed():
    for region in ("upper_limb", "lower_limb"):
        effects = arm("since the operation")
        assert verdicts_of(effects, "left", "both", region=region) == [
            ("closed", ("left",)),
            ("closed", ("left", "right")),
        ]
    assert verdicts_of(arm("left and right breast"), "both") == [
        ("closed", ("left", "right"))
    ]


@pytest.mark.parametrize("effect", ["over", "info"])
def test_a_limb_is_spared_while_the_finding_holds(effect):
    assert spared({"NODE_REMOVAL": effect}, ["left arm"]) == {}
    assert spared({}, ["left arm"]) == {}


def test_who_is_not_sure_of_lymph_nodes_is_spared_until_asked():
    effects = {"NODE_REMOVAL": "unclear"}
    effects |= spared(effects, ["maybe, right breast"])
    rows = [
        PlanPoint("LI4", region="upper_limb", side=each) for each in ("right", "left")
    ]
    told = [(each.state, each.reason) for each in judge(rows, effects)]
    assert told == [("closed", "limb_asked"), ("open", "")]


@pytest.mark.parametrize(
    ("told", "limbs"),
    [
        ("I could not tell, of course", {"upper_limb", "lower_limb"}),
        ("main problem is swelling", {"upper_limb", "lower_limb"}),
        ("the lies they told me", {"upper_limb", "lower_limb"}),
        ("Armlymphödem", {"upper_limb"}),
        ("Brustkrebs 2019, Achsel", {"upper_limb"}),
    ],
)
def test_no_harmless_word_stands_for_a_limb(told, limbs):
    held = {key.split(":")[1] for key in arm(told) if ":" in key}
    assert held == limbs


def test_both_arms_are_both_whatever_side_is_named_too():
    for told in (
        "right breast, both arms swell",
        "bilateral, left worse",
        "beide Arme",
    ):
        assert {key.split(":")[2] for key in arm(told) if ":" in key} == {
            "left",
            "right",
        }


def test_a_thin_chest_closes_what_lies_over_the_lung():
    rows = [PlanPoint("GB21"), PlanPoint("BL13"), PlanPoint("BL23")]
    states = [each.state for each in judge(rows, {"RESP": "caution"})]
    assert states == ["closed", "closed", "open"]
    assert {each.state for each in judge(rows, {"RESP": "over"})} == {"open"}


def test_a_circle_of_needs_ends():
    circle = {"led": "topical", "topical": "led"}
    assert usable_techniques(["led"], set(), circle) == ["led"]
    assert usable_techniques(["led"], {"topical"}, circle) == []
