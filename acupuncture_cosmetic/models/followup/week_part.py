"""Figures of a week: tasks that wait for somebody."""

from odoo.fields import Datetime

from ..foundation.groups import MANAGER
from ..foundation.week import to_do


@to_do(MANAGER)
def tasks(week):
    """Return the tasks that are due and open, of those that the user may read."""
    due = [
        *week.ours(),
        ("state", "=", "open"),
        ("due", "<=", Datetime.to_string(week.now)),
    ]
    count = week.env["acupuncture.followup"].search_count(due)
    label = week.env._("Follow-ups to do")
    return [week.figure(label, count, "followup_action", due, "list")]
