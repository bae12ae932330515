"""One step at a time: the most urgent that its reader may do."""

import pytest
from engine.next_step import (
    BOOK,
    COLLECT,
    CONSULT,
    EXPIRING,
    FORMS,
    NOTHING,
    REVIEW,
    SELL,
    SOON,
    UNFINISHED,
    Standing,
    decide,
)
from hypothesis import given
from hypothesis import strategies as st

ORDER = (UNFINISHED, FORMS, REVIEW, BOOK, EXPIRING, COLLECT, SELL, CONSULT, NOTHING)
DESK_ONLY = {UNFINISHED, FORMS, BOOK, EXPIRING, SELL, CONSULT}

standings = st.builds(
    Standing,
    *[st.booleans()] * 5,
    unbooked=st.integers(0, 12),
    ends_in=st.none() | st.integers(-5, 400),
    has_course=st.booleans(),
    was_here=st.booleans(),
    owes=st.booleans(),
)
roles = st.fixed_dictionaries(
    {name: st.booleans() for name in ("desk", "clinician", "billing")}
)


@pytest.mark.parametrize(
    ("standing", "step"),
    [
        (Standing(unfinished=True, visit_ahead=True, forms_missing=True), UNFINISHED),
        (Standing(visit_ahead=True, forms_missing=True, to_review=True), FORMS),
        (
            Standing(
                visit_ahead=True,
                forms_missing=True,
                forms_on_their_way=True,
                to_review=True,
            ),
            REVIEW,
        ),
        (Standing(to_review=True, unbooked=7, has_course=True), REVIEW),
        (Standing(unbooked=7, ends_in=3, has_course=True, was_here=True), BOOK),
        (Standing(visit_ahead=True, unbooked=7, ends_in=3, has_course=True), EXPIRING),
        (Standing(visit_ahead=True, unbooked=7, ends_in=300, has_course=True), NOTHING),
        (Standing(forms_missing=True), CONSULT),
        (Standing(was_here=True, owes=True), COLLECT),
        (Standing(was_here=True), SELL),
        (Standing(), CONSULT),
    ],
)
def test_who_may_do_everything(standing, step):
    assert decide(standing, desk=True, clinician=True, billing=True) == step


@pytest.mark.parametrize("days", [SOON, SOON + 1])
def test_a_course_ends_soon_from_a_day_on(days):
    standing = Standing(visit_ahead=True, has_course=True, ends_in=days)
    assert decide(standing, desk=True) == (EXPIRING if days <= SOON else NOTHING)


@given(standings, roles)
def test_nobody_is_asked_for_what_others_do(standing, reader):
    step = decide(standing, **reader)
    if not (reader["desk"] or reader["clinician"]):
        assert step not in DESK_ONLY
    if not reader["clinician"]:
        assert step != REVIEW
    if not reader["billing"]:
        assert step != COLLECT


@given(standings, roles)
def test_who_may_do_more_is_asked_for_what_is_as_urgent_or_more(standing, reader):
    fewer = decide(standing, **reader)
    for role in reader:
        more = decide(standing, **{**reader, role: True})
        assert ORDER.index(more) <= ORDER.index(fewer)


@given(standings, roles)
def test_what_is_told_is_true(standing, reader):
    step = decide(standing, **reader)
    assert step != UNFINISHED or standing.unfinished
    assert step != FORMS or (standing.forms_missing and standing.visit_ahead)
    assert step != BOOK or (standing.unbooked and not standing.visit_ahead)
    assert step != COLLECT or standing.owes
    assert step not in (SELL, CONSULT) or not standing.has_course


@given(standings)
def test_a_history_to_review_changes_nothing_for_the_desk(standing):
    """A step that differed would tell the desk what stands in a history."""
    other = standing._replace(to_review=not standing.to_review)
    for billing in (False, True):
        steps = [decide(each, desk=True, billing=billing) for each in (standing, other)]
        assert steps[0] == steps[1]
