"""Figures of a week: reviews to decide, and what courses came to so far."""

from ..foundation.groups import PRACTITIONER
from ..foundation.week import to_do, week_part

SHOWN = 5
MOST = 500


@to_do(PRACTITIONER)
def to_decide(week):
    """Return the reviews of courses that nobody has decided."""
    waiting = [*week.ours(), ("decided_at", "=", False)]
    count = week.env["acupuncture.review"].search_count(waiting)
    label = week.env._("Course reviews to decide")
    return [week.figure(label, count, "review_action", waiting)]


@week_part("results", PRACTITIONER)
def results(week):
    """Return what clients rated before and after, of the largest groups.

    A group of too few shows no figure, here as in the report; how many there are is
    told, so that nobody takes what is shown for all.
    """
    rated = [*week.ours(), ("rater", "=", "client")]
    found = week.env["acupuncture.outcome.report"].search(rated, limit=MOST)
    enough = found.filtered("client_count").sorted("client_count", reverse=True)
    action, title = "outcome_report_action", week.env._("Results of Courses")
    return {
        "rows": [
            {
                "id": group.id,
                "scale": group.scale_id.name,
                "area": group.concern_id.name or "",
                "protocol": group.protocol_id.name or "",
                "phase": group._fields["phase"].convert_to_export(group.phase, group),
                "n": group.client_count,
                "before": group.before_text,
                "after": group.after_text,
            }
            for group in enough[:SHOWN]
        ],
        "more": len(enough[SHOWN:]),
        "too_few": len(found - enough),
        "opens": week.figure("", 0, action, rated, title=title)["opens"],
    }
