"""Screening: laws that hold for whatever clients answer and practitioners decide."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from engine.screening import (
    Answer,
    Clearance,
    Decision,
    Item,
    Profile,
    Told,
    closed_for_good,
    earliest_day,
    evaluate,
    open_question,
    timeline,
)
from engine.screening_words import Term
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 3, 2)
TECHNIQUES = ("needling", "electroacupuncture", "microneedling", "topical")
REQUIRES = {"electroacupuncture": "needling"}
RANK = {"green": 0, "amber": 1, "red": 2}
WARFARIN = Term("medicine", "Warfarin", ("warf",))
SEVERITIES = ("absolute", "clearance_required", "caution", "info")

days = st.dates(date(2025, 6, 1), date(2027, 6, 1))
some = st.frozensets(st.sampled_from(TECHNIQUES), max_size=2)
plans = st.frozensets(st.sampled_from(TECHNIQUES), min_size=1)


@st.composite
def items(draw, code):
    severity = draw(st.sampled_from(SEVERITIES))
    least = 1 if severity == "absolute" else 0
    return Item(
        code,
        severity,
        draw(some),
        draw(st.none() | st.integers(least, 200)),
        terms=draw(st.sampled_from([(), (WARFARIN,)])),
        question_of=draw(st.sampled_from([None, "A"])) if code != "A" else None,
        same_day=draw(st.booleans()),
        lasting=draw(st.booleans()),
    )


catalogues = st.tuples(*(items(code) for code in ("A", "B", "C", "MINOR", "PIH")))
codes = st.sampled_from(["A", "B", "C"])
answers = st.builds(
    Answer, codes, st.sampled_from(["yes", "no", "unknown"]), st.none() | days
)
decisions = st.dictionaries(
    codes,
    st.builds(
        Decision,
        st.sampled_from(["accepted", "clearance", "deferred", "declined"]),
        st.none() | days,
    ),
)
told = st.dictionaries(
    codes, st.builds(Told, st.booleans(), st.none() | days, st.booleans())
)
clearances = st.builds(Clearance, codes, some, days, st.none() | days)
profiles = st.builds(
    Profile,
    birth=st.sampled_from([None, date(1980, 5, 1), date(2008, 2, 29)]),
    skin_type=st.sampled_from([None, 2, 5]),
    medicines=st.sampled_from(["", "Warfarin 5 mg"]),
    due=st.none() | days,
    answered_on=days,
    valid_until=st.none() | days,
    reviewed=st.booleans(),
    decisions=decisions,
    clearances=st.lists(clearances, max_size=2).map(tuple),
    answers=st.lists(answers, max_size=4).map(tuple),
    told=told,
)
heads = st.lists(profiles, min_size=1, max_size=2)


def history(*given_answers, **values):
    facts = {
        "birth": date(1980, 5, 1),
        "skin_type": 2,
        "medicines": "",
        "answered_on": TODAY,
        "valid_until": None,
        "reviewed": True,
    }
    return Profile(**{**facts, "answers": given_answers, **values})


def look(profile, item, plan=("needling",), day=TODAY):
    return evaluate([profile], [item], plan, REQUIRES, day)


@given(heads, catalogues, plans, days)
def test_the_same_facts_give_the_same_result(heads, catalogue, plan, day):
    first = evaluate(heads, catalogue, plan, REQUIRES, day)
    assert evaluate(heads, catalogue, plan, REQUIRES, day) == first


@given(heads, catalogues, plans, days, st.randoms())
def test_the_order_of_things_does_not_matter(heads, catalogue, plan, day, random):
    shuffled = [
        replace(
            head,
            answers=tuple(random.sample(head.answers, len(head.answers))),
            clearances=tuple(reversed(head.clearances)),
        )
        for head in reversed(heads)
    ]
    backwards = tuple(random.sample(catalogue, len(catalogue)))
    assert evaluate(shuffled, backwards, plan, REQUIRES, day) == evaluate(
        heads, catalogue, plan, REQUIRES, day
    )


@given(profiles, catalogues, plans, days, codes, st.none() | days)
def test_a_yes_more_never_improves_the_light(profile, catalogue, plan, day, code, on):
    more = replace(profile, answers=(*profile.answers, Answer(code, "yes", on)))
    before = evaluate([profile], catalogue, plan, REQUIRES, day)
    after = evaluate([more], catalogue, plan, REQUIRES, day)
    assert RANK[after.light] >= RANK[before.light]
    assert after.blocked >= before.blocked


@given(profiles, profiles, catalogues, plans, days)
def test_two_histories_are_never_milder_than_one(one, other, catalogue, plan, day):
    both = evaluate([one, other], catalogue, plan, REQUIRES, day)
    for alone in (one, other):
        single = evaluate([alone], catalogue, plan, REQUIRES, day)
        assert RANK[both.light] >= RANK[single.light]
        assert both.blocked >= single.blocked
        assert both.never or not single.never


@given(heads, catalogues, plans, days)
def test_what_needs_a_closed_technique_is_closed(heads, catalogue, plan, day):
    result = evaluate(heads, catalogue, plan, REQUIRES, day)
    if "needling" in result.blocked and "electroacupuncture" in plan:
        assert "electroacupuncture" in result.blocked
    assert (result.light == "red") == (plan <= result.blocked)
    assert all(finding.techniques for finding in result.findings)


@given(heads, catalogues, plans, days)
def test_the_timeline_is_what_every_day_says(heads, catalogue, plan, today):
    steps = timeline(heads, catalogue, plan, REQUIRES, today)
    assert steps[0][0] == today
    assert all(one[1:] != two[1:] for one, two in zip(steps, steps[1:], strict=False))
    edges = [step[0] for step in steps]
    for day in {*edges, *(edge + timedelta(days=9) for edge in edges)}:
        result = evaluate(heads, catalogue, plan, REQUIRES, day)
        step = max(step for step in steps if step[0] <= day)
        assert step[1:] == (result.light, result.code)


@given(heads, catalogues, plans, days)
def test_the_day_before_the_earliest_day_is_red(heads, catalogue, plan, day):
    result = evaluate(heads, catalogue, plan, REQUIRES, day)
    free = earliest_day(heads, catalogue, plan, REQUIRES, day)
    assert result.never == (free is None)
    if result.light != "red":
        assert (free, result.not_before) == (day, None)
    elif free:
        assert result.not_before == free > day
        eve = free - timedelta(days=1)
        assert evaluate(heads, catalogue, plan, REQUIRES, eve).light == "red"
        assert evaluate(heads, catalogue, plan, REQUIRES, free).light != "red"


@given(heads, catalogues, plans, days, st.data())
def test_what_the_plan_cannot_do_without_decides(heads, catalogue, plan, day, data):
    essential = {data.draw(st.sampled_from(sorted(plan)))}
    result = evaluate(heads, catalogue, plan, REQUIRES, day, essential)
    assert (result.light == "red") == (essential <= result.blocked)
    first = earliest_day(heads, catalogue, plan, REQUIRES, day, essential)
    assert result.never == (first is None)
    if first and first > day:
        eve = first - timedelta(days=1)
        before = evaluate(heads, catalogue, plan, REQUIRES, eve, essential)
        after = evaluate(heads, catalogue, plan, REQUIRES, first, essential)
        assert (result.not_before, before.light) == (first, "red")
        assert after.light != "red"
    rest = evaluate(heads, catalogue, plan, REQUIRES, day)
    assert RANK[result.light] >= RANK[rest.light]


@given(heads, catalogues, plans, days)
def test_each_closed_technique_tells_the_day_it_opens(heads, catalogue, plan, day):
    result = evaluate(heads, catalogue, plan, REQUIRES, day)
    assert set(result.opens) == plan & result.blocked
    for technique, opens in result.opens.items():
        if opens:
            eve = evaluate(heads, catalogue, plan, REQUIRES, opens - timedelta(days=1))
            then = evaluate(heads, catalogue, plan, REQUIRES, opens)
            assert technique in eve.blocked and technique not in then.blocked


@given(heads, catalogues, plans, days, st.data())
def test_the_timeline_knows_what_is_essential(heads, catalogue, plan, today, data):
    essential = {data.draw(st.sampled_from(sorted(plan)))}
    for day, light, code in timeline(
        heads, catalogue, plan, REQUIRES, today, essential
    ):
        result = evaluate(heads, catalogue, plan, REQUIRES, day, essential)
        assert (light, code) == (result.light, result.code)


def test_needling_is_closed_to_the_fifth_and_light_to_the_eighth():
    """The day told is that of needling; LED comes back later."""
    toxin = Item("TOXIN", "caution", frozenset({"needling"}), 14)
    light = Item("LIGHT", "caution", frozenset({"led"}), 17)
    told = history(*(Answer(code, "yes", TODAY) for code in ("TOXIN", "LIGHT")))
    plan = {"needling", "led", "topical"}
    result = evaluate([told], [toxin, light], plan, {}, TODAY, {"needling"})
    assert (result.light, result.not_before) == ("red", date(2026, 3, 16))
    assert result.opens == {"needling": date(2026, 3, 16), "led": date(2026, 3, 19)}


@given(st.sampled_from(["absolute", "caution"]), st.integers(1, 400), days)
def test_a_deferral_ends_on_the_day(severity, wait, on):
    profile, item = (
        history(Answer("A", "yes", on)),
        Item("A", severity, defer_days=wait),
    )
    free = on + timedelta(days=wait)
    eve = look(profile, item, day=free - timedelta(days=1))
    assert (eve.light, eve.not_before, eve.never) == ("red", free, False)
    assert look(profile, item, day=free).light == "green"


@given(items("A"), days, st.sampled_from(["yes", "unknown", "no"]))
def test_accepting_opens_no_stop_and_no_clearance(item, day, value):
    answer = Answer("A", value, TODAY)
    before = look(history(answer), item, TECHNIQUES, day)
    accepted = history(answer, decisions={"A": Decision("accepted")})
    after = look(accepted, item, TECHNIQUES, day)
    assert after.blocked == before.blocked
    assert (after.code == "clearance") == (before.code == "clearance")
    assert after.needs_review == before.needs_review


@given(profiles, catalogues, plans, days, codes)
def test_what_is_asked_back_takes_back_no_yes(profile, catalogue, plan, day, code):
    answers = tuple(a for a in profile.answers if a.value != "unknown")
    silent = replace(profile, answers=answers, medicines="", told={})
    denied = replace(silent, told={code: Told(False)})
    one, other = (
        evaluate([each], catalogue, plan, REQUIRES, day) for each in (silent, denied)
    )
    assert one == other


@given(profiles, catalogues, plans, days, codes, days)
def test_what_is_ongoing_closes_no_less_than_a_date(
    profile, catalogue, plan, day, code, on
):
    profile = replace(profile, decisions={})
    dated, ongoing = (
        replace(profile, told={code: told})
        for told in (Told(True, on), Told(True, ongoing=True))
    )
    one, other = (
        evaluate([each], catalogue, plan, REQUIRES, day) for each in (dated, ongoing)
    )
    assert other.blocked >= one.blocked
    assert RANK[other.light] >= RANK[one.light]


@given(st.sampled_from(SEVERITIES[:3]), st.integers(1, 400), days)
def test_no_yes_without_a_date_ends_by_itself(severity, wait, day):
    item = Item("A", severity, defer_days=wait)
    for told in ({}, {"A": Told(True)}, {"A": Told(True, ongoing=True)}):
        said = history(Answer("A", "yes"), told=told)
        now, later = (look(said, item, day=each) for each in (TODAY, date(2036, 1, 1)))
        assert now.light != "green"
        assert (later.light, later.findings) == (now.light, now.findings)


@given(st.sampled_from(["absolute", "clearance_required"]), plans)
def test_no_paper_and_no_decision_answers_an_unknown_stop(severity, plan):
    item = Item("A", severity)
    said = history(Answer("A", "unknown"), clearances=(Clearance("A"),))
    for kind in (None, "accepted", "clearance"):
        decided = {"A": Decision(kind)} if kind else {}
        result = look(replace(said, decisions=decided), item, plan)
        settled = severity == "clearance_required" and kind == "clearance"
        assert (result.light == "green") == settled


@pytest.mark.parametrize(
    ("answer", "medicines", "told", "left_open"),
    [
        (Answer("A", "unknown"), "", {}, "answer"),
        (Answer("A", "no"), "warfarin", {}, "answer"),
        (Answer("A", "no"), "warfarin", {"A": Told(False)}, "answer"),
        (Answer("A", "yes"), "", {}, "date"),
        (Answer("A", "yes"), "", {"A": Told(True, TODAY)}, "date"),
        (Answer("A", "yes", TODAY), "", {}, ""),
        (Answer("A", "no"), "", {}, ""),
        (Answer("A", "no"), "", {"A": Told(True, lapsed=True)}, "answer"),
        (Answer("A", "yes", TODAY), "", {"A": Told(True, lapsed=True)}, ""),
    ],
)
def test_what_the_form_leaves_open(answer, medicines, told, left_open):
    item = Item("A", "caution", defer_days=5, terms=(WARFARIN,))
    said = history(answer, medicines=medicines, told=told)
    assert open_question(said, [item], "A", TODAY) == left_open


@given(profiles, catalogues, plans, days, clearances)
def test_a_clearance_opens_no_closed_technique(profile, catalogue, plan, day, paper):
    cleared = replace(profile, clearances=(*profile.clearances, paper))
    before = evaluate([profile], catalogue, plan, REQUIRES, day)
    after = evaluate([cleared], catalogue, plan, REQUIRES, day)
    assert after.blocked == before.blocked


@given(catalogues, plans, days)
def test_info_never_changes_the_light(catalogue, plan, day):
    notes = [replace(item, severity="info") for item in catalogue]
    said = history(*(Answer(item.code, "yes", day) for item in notes), skin_type=6)
    assert evaluate([said], notes, plan, REQUIRES, day).light == "green"


def test_without_a_history_the_desk_is_told():
    result = evaluate([], [], {"needling"}, REQUIRES, TODAY)
    assert (result.light, result.code, result.never) == ("amber", "no_history", False)
    assert timeline([], [], {"needling"}, {}, TODAY) == [(TODAY, "amber", "no_history")]


def test_without_a_plan_nothing_is_closed():
    result = look(history(Answer("A", "yes")), Item("A", "absolute"), plan=())
    assert (result.light, result.findings) == ("green", ())


@pytest.mark.parametrize("wait", [0, 1, 30])
def test_a_clearance_is_still_needed_after_the_deferral(wait):
    item = Item("A", "clearance_required", defer_days=wait)
    said = history(Answer("A", "yes", TODAY))
    finding = look(said, item, day=TODAY).findings[0]
    assert finding.clearance_missing
    assert finding.effect == ("defer" if wait else "clearance")
    after = look(said, item, day=TODAY + timedelta(days=wait))
    assert (after.light, after.code) == ("amber", "clearance")


def test_a_ring_of_needs_does_not_hang():
    ring = {"needling": "topical", "topical": "needling"}
    said = history(Answer("A", "yes"))
    item = Item("A", "absolute", frozenset({"topical"}))
    assert evaluate([said], [item], {"needling"}, ring, TODAY).light == "red"


def test_medicine_words_match_from_the_start_of_a_word():
    item = Item("A", "caution", terms=(WARFARIN,))
    said = [Answer("A", "no")]
    assert look(history(*said, medicines="Warfarin"), item).code == "review"
    assert look(history(*said, medicines="Xwarfarin"), item).code == "ok"


@pytest.mark.parametrize(
    ("kind", "code"), [("clearance", "clearance"), ("declined", "stop")]
)
def test_a_decision_outlives_the_deferral(kind, code):
    said = history(Answer("A", "yes", TODAY), decisions={"A": Decision(kind)})
    item = Item("A", "caution", defer_days=14)
    assert look(said, item, day=TODAY + timedelta(days=14)).code == code


def test_a_decision_without_an_answer_means_nothing():
    silent = history(decisions={"A": Decision("declined")})
    assert look(silent, Item("A", "caution")).findings == ()


def test_a_finding_names_the_techniques_that_still_wait():
    paper = Clearance("A", frozenset({"needling"}))
    said = history(Answer("A", "yes"), clearances=(paper,))
    (finding,) = look(said, Item("A", "clearance_required"), TECHNIQUES).findings
    assert finding.techniques == set(TECHNIQUES) - {"needling"}
    full = replace(said, clearances=(Clearance("A"),))
    (finding,) = look(full, Item("A", "clearance_required"), TECHNIQUES).findings
    assert (finding.open, finding.techniques) == (False, set(TECHNIQUES))


def test_not_sure_about_a_note_is_a_note():
    result = look(history(Answer("A", "unknown")), Item("A", "info"))
    assert (result.light, result.findings[0].effect) == ("green", "info")


@pytest.mark.parametrize(("severity", "wait"), [("info", 7), ("caution", 0)])
def test_notes_end_by_themselves(severity, wait):
    item = Item("A", severity, defer_days=wait)
    earlier = TODAY - timedelta(days=1)
    said = history(Answer("A", "yes", earlier), Answer("A", "yes", TODAY))
    (finding,) = look(said, item).findings
    assert finding.until == TODAY + timedelta(days=max(wait, 1))
    assert look(said, item, day=finding.until).findings == ()


def test_two_heads_show_one_finding_with_the_later_day():
    wait = Item("A", "caution", defer_days=10)
    heads = [
        history(Answer("A", "yes", TODAY)),
        history(Answer("A", "yes"), decisions={"A": Decision("declined")}),
        history(Answer("A", "unknown")),
    ]
    (finding,) = evaluate(heads, [wait], {"needling"}, {}, TODAY).findings
    assert (finding.effect, finding.until) == ("stop", None)
    (finding,) = evaluate(heads[::2], [wait], {"needling"}, {}, TODAY).findings
    assert (finding.effect, finding.until) == ("defer", TODAY + timedelta(days=10))


def test_the_timeline_turns_with_papers_and_birthdays():
    first, last = date(2026, 4, 1), date(2026, 6, 30)
    paper = Clearance("A", frozenset(), first, last)
    said = history(Answer("A", "yes"), clearances=(paper,), birth=date(1951, 1, 1))
    catalogue = [Item("A", "clearance_required"), Item("FRAIL", "caution")]
    assert timeline([said], catalogue[:1], {"needling"}, {}, TODAY) == [
        (TODAY, "amber", "clearance"),
        (first, "green", "noted"),
        (last + timedelta(days=1), "amber", "clearance"),
    ]
    assert timeline([said], catalogue[1:], {"needling"}, {}, TODAY) == [
        (TODAY, "green", "ok"),
        (date(2027, 1, 1), "amber", "caution"),
    ]
    assert look(said, catalogue[0], day=last).light == "green"


@pytest.mark.parametrize(
    ("item", "told", "effect"),
    [
        (Item("A", "clearance_required"), ("yes", "unknown"), "clearance"),
        (Item("A", "caution"), ("yes", "unknown"), "unclear"),
        (Item("A", "absolute"), ("unknown", "yes", "no"), "stop"),
    ],
)
def test_of_several_answers_the_stricter_counts(item, told, effect):
    said = history(*(Answer("A", value) for value in told))
    assert look(said, item).findings[0].effect == effect


def test_a_fact_does_not_settle_what_is_unclear():
    old = history(Answer("FRAIL", "unknown"), birth=date(1940, 1, 1))
    assert look(old, Item("FRAIL", "caution")).findings[0].effect == "unclear"


def test_deferring_a_stop_leaves_it_a_stop():
    later = Decision("deferred", date(2026, 4, 1))
    said = history(Answer("A", "yes", TODAY), decisions={"A": later})
    result = look(said, Item("A", "absolute"))
    assert (result.findings[0].effect, result.never) == ("stop", True)
    (finding,) = look(said, Item("A", "absolute", defer_days=5)).findings
    assert (finding.effect, finding.until) == ("stop", date(2026, 4, 1))
    (finding,) = look(said, Item("A", "caution", defer_days=60)).findings
    assert finding.until == TODAY + timedelta(days=60)


def test_an_open_question_stands_before_a_settled_one():
    item = Item("A", "clearance_required")
    settled = history(Answer("A", "yes"), clearances=(Clearance("A"),))
    unsure = history(Answer("A", "unknown"))
    result = evaluate([settled, unsure], [item], {"needling"}, {}, TODAY)
    assert (result.light, result.code) == ("amber", "review")


def test_one_head_nobody_reviewed_waits_for_review():
    heads = [history(), history(reviewed=False)]
    assert evaluate(heads, [], {"needling"}, {}, TODAY).code == "review"


def test_two_heads_keep_the_later_day_and_the_missing_letter():
    later = {"A": Decision("deferred", date(2026, 6, 1))}
    heads = [
        history(Answer("A", "yes", TODAY)),
        history(Answer("A", "unknown"), decisions=later),
    ]
    stop = Item("A", "absolute", defer_days=5)
    (finding,) = evaluate(heads, [stop], {"needling"}, {}, TODAY).findings
    assert (finding.effect, finding.until) == ("stop", date(2026, 6, 1))
    hold = Item("A", "clearance_required")
    (finding,) = evaluate(heads, [hold], {"needling"}, {}, TODAY).findings
    assert (finding.effect, finding.clearance_missing) == ("defer", True)


@pytest.mark.parametrize(
    ("told", "closed"),
    [
        (("STOP", "yes", None), {"electroacupuncture"}),
        (("STOP", "unknown", None), {"electroacupuncture"}),
        (("STOP", "no", None), set()),
        (("WAIT", "yes", TODAY), set()),  # it opens again by itself
        (("HOLD", "yes", None), set()),  # a doctor may agree
        (("HOLD", "unknown", None), set()),
        (("ALL", "yes", None), {"needling", "electroacupuncture"}),  # needs needles
    ],
)
def test_a_technique_is_not_asked_about_when_no_day_opens_it(told, closed):
    current = frozenset({"electroacupuncture"})
    catalogue = [
        Item("STOP", "absolute", current),
        Item("WAIT", "absolute", current, 30),
        Item("HOLD", "clearance_required", current),
        Item("ALL", "absolute", frozenset({"needling"})),
    ]
    profile = Profile(None, None, "", TODAY, None, True, answers=(Answer(*told),))
    planned = ("needling", "electroacupuncture", "led")
    found = closed_for_good([profile], catalogue, planned, REQUIRES, TODAY)
    assert found == closed
