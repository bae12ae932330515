"""What counted from the plan of a visit counts from when it took place."""

from odoo import SUPERUSER_ID, api

ELSEWHEN = """
    SELECT id, course_id FROM acupuncture_session
     WHERE state IN ('in_treatment', 'done')
       AND (began_at <> start OR ended_at <> stop)
"""


def migrate(cr, version):
    """Let the validity of courses and what is still to follow speak of the visits."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(ELSEWHEN)
    rows = cr.fetchall()
    courses = env["acupuncture.course"].browse({row[1] for row in rows if row[1]})
    for name in ("first_session_date", "last_session_date"):
        env.add_to_compute(courses._fields[name], courses)
    waiting = env["acupuncture.followup"].search(
        [
            ("session_id", "in", [row[0] for row in rows]),
            ("state", "in", ("planned", "open")),
        ]
    )
    waiting.session_id._sync_followups()
