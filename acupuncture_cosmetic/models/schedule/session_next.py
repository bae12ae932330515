from odoo import api, fields, models

from .session import UPCOMING

PAST = ("done", "no_show")


class Session(models.Model):
    """What the desk asks the client on the way out: when do you come again?"""

    _inherit = "acupuncture.session"

    next_start = fields.Datetime(string="Next Session", compute="_compute_next")
    can_book_next = fields.Boolean(
        compute="_compute_next", export_string_translation=False
    )

    @api.depends("state", "course_id", "start")
    def _compute_next(self):
        past = self.filtered(lambda session: session.state in PAST)
        starts = dict(
            self._read_group(
                [("course_id", "in", past.course_id.ids), ("state", "in", UPCOMING)],
                ["course_id"],
                ["start:min"],
            )
        )
        for session in self:
            course = session.course_id if session in past else self.course_id.browse()
            session.next_start = starts.get(course, False)
            session.can_book_next = (
                course.state == "active"
                and course.available_count > 0
                and not session.next_start
            )

    def action_book_next(self):
        """Open the plan of one more session: same people, same time, right distance."""
        self.ensure_one()
        plan = self.env["acupuncture.plan.course"]._after(self)
        return plan._reopen()
