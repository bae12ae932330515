from odoo import api, fields, models
from odoo.exceptions import UserError

from ..foundation.windows import notice, reload, window
from .opening import Opening
from .resource_resource import PRACTITIONERS
from .session_states import OCCUPYING, UPCOMING


class Course(models.Model):
    """The sessions of a course: planned, booked, held.

    What keeps a client from being treated is for later rooms to say; they extend
    ``_treatment_opening``, ``_check_plannable`` and ``_opening_note``.
    """

    _inherit = "acupuncture.course"

    practitioner_id = fields.Many2one(
        comodel_name="resource.resource",
        string="Preferred Practitioner",
        ondelete="set null",
        check_company=True,
        domain=PRACTITIONERS,
    )
    session_ids = fields.One2many(
        comodel_name="acupuncture.session", inverse_name="course_id", copy=False
    )
    planned_count = fields.Integer(compute="_compute_session_plan")
    next_session_date = fields.Datetime(
        string="Next Session", compute="_compute_session_plan"
    )

    @api.depends("session_ids.state", "session_ids.start")
    def _compute_session_plan(self):
        for course in self:
            upcoming = course.session_ids.filtered(lambda s: s.state in UPCOMING)
            course.planned_count = len(upcoming)
            course.next_session_date = min(upcoming.mapped("start"), default=False)

    @api.depends("session_ids.state", "session_ids.began_at")
    def _compute_session_dates(self):
        for course in self:
            held = course.session_ids.filtered(
                lambda s: s.state == "done" and s.kind == "treatment"
            )
            days = [course.company_id._clinic_date(s.began_at) for s in held]
            course.first_session_date = min(days, default=False)
            course.last_session_date = max(days, default=False)

    def action_plan_sessions(self):
        """Open the plan of the sessions that are not booked yet."""
        self.ensure_one()
        return self.env["acupuncture.plan.course"]._open_for(self)

    def action_hold(self):
        """Put on hold, and say which sessions stay booked meanwhile."""
        result = super().action_hold()
        planned = self.session_ids.filtered(lambda s: s.state in UPCOMING)
        if not planned:
            return result
        return notice(
            self.env._(
                "On hold. %(count)d planned sessions keep their times: move or cancel "
                "them, as they cannot start while the course is on hold.",
                count=len(planned),
            ),
            "warning",
            then=reload(),
            sticky=True,
        )

    def action_view_sessions(self):
        """Open the sessions of these courses."""
        modes = ("list", "calendar", "kanban", "form")
        plan = self.env.ref("acupuncture_cosmetic.session_view_list_course")
        one = self if len(self) == 1 else self.browse()
        return window(
            self.env,
            "session_action",
            views=[(mode == "list" and plan.id, mode) for mode in modes],
            view_mode=",".join(modes),
            domain=[("course_id", "in", self.ids)],
            context={
                "default_course_id": one.id,
                "default_client_id": one.client_id.id,
            },
        )

    def _cancel_open_sessions(self, reason):
        running = self.session_ids.filtered(lambda s: s.state == "in_treatment")[:1]
        if running:
            raise UserError(
                self.env._(
                    "%(session)s is in treatment. Finish or undo it first.",
                    session=running.display_name,
                )
            )
        upcoming = self.session_ids.filtered(lambda s: s.state in UPCOMING)
        upcoming._cancel_in_time(reason)
        return super()._cancel_open_sessions(reason)

    def _treatment_opening(self, day=None):
        """Hook: return from when on this course can be given, as an ``Opening``.

        :param day: the day that is asked about; today, if not told
        """
        return Opening(day=day or self.company_id._clinic_today())

    def _check_plannable(self, opening):
        """Hook: refuse to plan a course that nobody knows a day for yet.

        :param opening: as ``_treatment_opening`` returns it
        :raises UserError: says what has to happen first
        """

    def _opening_note(self, opening):
        """Hook: return what the desk reads of an opening, e.g. "Not before 5 May"."""
        return False

    def _live_sessions(self):
        """Return the sessions that count in the rhythm of the course, in order."""
        live = self.session_ids.filtered(lambda session: session.state in OCCUPYING)
        return live.sorted("began_at")
