"""Figures of a week: records to sign, reactions that are not gone, and their rates."""

from odoo.fields import Datetime

from ...engine.week import FEWEST_TREATMENTS, WEEK, rate
from ..foundation.days import format_brief
from ..foundation.groups import PRACTITIONER
from ..foundation.week import to_do, week_part

WEEKS = 12
SUMS = ("treatments", "needles", "reactions", "bruises", "serious")


@to_do(PRACTITIONER)
def to_sign(week):
    """Return the records of visits that are over, and those a trainee signed."""
    records = week.env["acupuncture.treatment"]
    unsigned = [
        *week.ours(),
        ("state", "=", "draft"),
        ("session_id.state", "=", "in_treatment"),
        ("session_id.ended_at", "<", Datetime.to_string(week.now)),
    ]
    to_cosign = [*week.ours(), ("state", "=", "to_cosign")]
    return [
        week.figure(
            week.env._("Charts to sign"),
            records.search_count(unsigned),
            "treatment_action_open",
            unsigned,
        ),
        week.figure(
            week.env._("Charts to co-sign"),
            records.search_count(to_cosign),
            "treatment_action_cosign",
            to_cosign,
        ),
    ]


@to_do(PRACTITIONER)
def not_gone(week):
    """Return the reactions that are not gone; a serious one is urgent."""
    open_ones = [*week.ours(), ("resolved_on", "=", False)]
    found = dict(
        week.env["acupuncture.reaction"]._read_group(
            open_ones, ["severity"], ["__count"]
        )
    )
    return [
        week.figure(
            week.env._("Reactions not gone yet"),
            sum(found.values()),
            "reaction_action_open",
            open_ones,
            is_urgent="serious" in found,
        )
    ]


@week_part("reactions", PRACTITIONER)
def reactions(week):
    """Return the reactions of the weeks up to this one, and of how many treatments.

    A rate of few treatments says nothing, so none is told.
    """
    last = min(week.end, week.now)
    begin = week.end - WEEKS * WEEK
    counted = [
        *week.ours(),
        ("date", ">=", Datetime.to_string(begin)),
        ("date", "<", Datetime.to_string(max(last, begin))),
    ]
    found = week.env["acupuncture.reaction.report"]._read_group(
        counted, [], [f"{name}:sum" for name in SUMS]
    )
    told = {name: count or 0 for name, count in zip(SUMS, found[0], strict=True)}
    enough = told["treatments"] >= FEWEST_TREATMENTS
    several = [*counted, ("reactions", ">", 0)]
    title = week.env._(
        "Reactions, %(weeks)s weeks to %(day)s",
        weeks=WEEKS,
        day=format_brief(week.env, week.last),
    )
    opens = {
        name: week.figure("", 0, "reaction_report_action", *place, title=title)["opens"]
        for name, place in (
            ("rates", (counted, "pivot")),
            ("rows", (several, "list")),
        )
    }
    return {
        **told,
        "weeks": WEEKS,
        "fewest": FEWEST_TREATMENTS,
        "per_treatments": rate(
            told["reactions"], told["treatments"], 100, enough=enough
        ),
        "per_needles": rate(told["reactions"], told["needles"], 1000, enough=enough),
        "opens": opens,
    }
