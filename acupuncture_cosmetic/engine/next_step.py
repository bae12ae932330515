"""What to do next for a client: one thing, the most urgent that its reader may do."""

from __future__ import annotations

from typing import NamedTuple

SOON = 30  # days before a course ends in which somebody should speak of it

# From the most urgent to none at all.
UNFINISHED = "unfinished"  # somebody is here, or nobody said whether they came
FORMS = "forms"  # history or signatures are missing before a booked visit
REVIEW = "review"  # a history waits for a clinician
BOOK = "book"  # sessions are paid for, none is booked
EXPIRING = "expiring"  # a course ends before its sessions are used
COLLECT = "collect"  # something is owed
CONSULT = "consult"  # nothing yet: it begins with a talk
SELL = "sell"  # was here, and has no course
NOTHING = ""


class Standing(NamedTuple):
    """Where a client stands.

    :param unfinished: a visit is under way, or over without anybody saying so
    :param visit_ahead: a visit is booked
    :param forms_missing: that visit lacks history or signatures
    :param forms_on_their_way: the client was sent them, and they can still be used
    :param to_review: a health history waits for a clinician
    :param unbooked: sessions of open courses that nobody booked
    :param ends_in: days until the first open course with sessions left ends
    :param has_course: a course is open
    :param was_here: some visit took place, or some course was sold
    :param owes: an amount is due
    """

    unfinished: bool = False
    visit_ahead: bool = False
    forms_missing: bool = False
    forms_on_their_way: bool = False
    to_review: bool = False
    unbooked: int = 0
    ends_in: int | None = None
    has_course: bool = False
    was_here: bool = False
    owes: bool = False


def decide(
    standing: Standing,
    *,
    desk: bool = False,
    clinician: bool = False,
    billing: bool = False,
) -> str:
    """Return what is next for whoever has these roles; a clinician has the desk's."""
    desk = desk or clinician
    wants_forms = standing.forms_missing and not standing.forms_on_their_way
    ends_soon = standing.ends_in is not None and standing.ends_in <= SOON
    idle = not (standing.has_course or standing.visit_ahead)
    steps = (
        (UNFINISHED, desk and standing.unfinished),
        (FORMS, desk and standing.visit_ahead and wants_forms),
        (REVIEW, clinician and standing.to_review),
        (BOOK, desk and standing.unbooked > 0 and not standing.visit_ahead),
        (EXPIRING, desk and ends_soon),
        (COLLECT, billing and standing.owes),
        (SELL, desk and idle and standing.was_here),
        (CONSULT, desk and idle and not standing.was_here),
    )
    return next((code for code, holds in steps if holds), NOTHING)
