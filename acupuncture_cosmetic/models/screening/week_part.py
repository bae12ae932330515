"""Figures of a week: histories that wait for a practitioner."""

from ..foundation.groups import PRACTITIONER
from ..foundation.week import to_do


@to_do(PRACTITIONER)
def to_review(week):
    """Return the histories that came in and nobody has reviewed."""
    waiting = [*week.ours(), ("state", "=", "submitted")]
    count = week.env["acupuncture.intake"].search_count(waiting)
    label = week.env._("Histories to review")
    return [week.figure(label, count, "intake_action_review", waiting)]
