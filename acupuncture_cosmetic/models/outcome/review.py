from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..foundation.guard import guard_table
from ..foundation.windows import notice, reload

NEEDS_NOTE = ("adjust", "stop")


class Review(models.Model):
    """The mid-course talk: does it help, and how does it go on?

    One for a course and session. The three buttons decide it; what was decided stays
    as it was. Nothing is sold here.
    """

    _name = "acupuncture.review"
    _description = "Course Review"
    _inherit = ["acupuncture.sealed.mixin", "acupuncture.numbered.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _number_sequence = "sequence_review"
    _sealed_files = "kept.decided_at IS NOT NULL"
    _no_loose_pictures = True
    _sealed_fields = frozenset({"decision", "decided_at", "user_id"})
    _frozen_fields = frozenset(
        {"name", "company_id", "course_id", "session_id", "treatment_id"}
    )

    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course",
        ondelete="restrict",
        required=True,
        check_company=True,
        index=True,
    )
    client_id = fields.Many2one(related="course_id.client_id", related_sudo=False)
    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    decision = fields.Selection(
        selection=[
            ("continue", "Continue"),
            ("adjust", "Adjust"),
            ("stop", "Stop"),
        ],
        readonly=True,
        copy=False,
    )
    note = fields.Text(help="What was said, and the reason for the decision.")
    decided_at = fields.Datetime(readonly=True, copy=False)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided By",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    trend = fields.Json(string="Results", compute="_compute_trend")
    photo_count = fields.Integer(string="Photos", compute="_compute_facts")
    sessions_text = fields.Char(string="Sessions", compute="_compute_facts")

    _once = models.UniqueIndex(
        "(course_id, COALESCE(session_id, 0))",
        "This course already has a review for this session. Open that one.",
    )

    def init(self):
        """Keep what was decided."""
        guard_table(self, "review_guard", "UPDATE OR DELETE")

    @api.depends("course_id")
    def _compute_facts(self):
        groups = self.env["acupuncture.photo"]._read_group(
            [("course_id", "in", self.course_id.ids)], ["course_id"], ["__count"]
        )
        photos = dict(groups)
        for review in self:
            course = review.course_id
            review.photo_count = photos.get(course, 0)
            review.sessions_text = self.env._(
                "%(used)s of %(total)s taken",
                used=course.used_count,
                total=course.session_count,
            )

    @api.depends("course_id")
    def _compute_trend(self):
        """Apart from the other facts: lists show those, and no lines."""
        outcomes = self.env["acupuncture.outcome"]
        for review in self:
            review.trend = outcomes._trend([("course_id", "=", review.course_id.id)])

    @api.constrains("course_id", "session_id", "treatment_id")
    def _check_same_course(self):
        for review in self:
            sessions = review.session_id | review.treatment_id.session_id
            if sessions.course_id - review.course_id:
                raise ValidationError(
                    self.env._(
                        "The session of a review must belong to its course. Choose a "
                        "session of that course."
                    )
                )

    def write(self, vals):
        self._refuse_if_decided()
        return super().write(vals)

    def _refuse_if_decided(self):
        """Tell why before PostgreSQL refuses."""
        if decided := self.filtered("decided_at")[:1]:
            raise UserError(
                self.env._(
                    "%(review)s is decided and can no longer be changed. Open a new "
                    "review at the next session.",
                    review=decided.name,
                )
            )

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def action_continue(self):
        """Go on as planned."""
        self._decide("continue")
        return reload()

    def action_adjust(self):
        """Change the plan, and open it."""
        self._decide("adjust")
        return self._open_plan()

    def action_stop(self):
        """End the course early: the desk settles the open sessions with the client."""
        self._decide("stop")
        self._ask_to_settle()
        return notice(
            self.env._(
                "Decided. The clinic's manager now has a task to settle the open "
                "sessions with the client."
            ),
            then=reload(),
        )

    def action_view_results(self):
        """Open the results of the course."""
        return self.course_id.action_view_results()

    def action_view_plan(self):
        """Open the plan of the course."""
        self.ensure_one()
        return self._open_plan()

    def _decide(self, decision):
        self.ensure_one()
        self.check_access("write")
        self._refuse_if_decided()
        if decision in NEEDS_NOTE and not (self.note or "").strip():
            raise UserError(
                self.env._(
                    "Enter in the note of %(review)s why the course does not simply "
                    "continue.",
                    review=self.name,
                )
            )
        self._sealed_write(
            {
                "decision": decision,
                "decided_at": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )
        self._decided()

    def _decided(self):
        """Do what follows from a decision; later rooms add theirs."""

    def _open_plan(self):
        plans = self.env["acupuncture.plan"]
        plan = plans.search(
            [
                ("course_id", "=", self.course_id.id),
                ("state", "!=", "superseded"),
            ],
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Treatment Plan"),
            "res_model": plans._name,
            "res_id": plan.id,
            "view_mode": "form",
            "context": {
                "default_course_id": self.course_id.id,
                "default_client_id": self.client_id.id,
                "default_session_id": self.session_id.id,
                "default_protocol_id": self.course_id.protocol_id.id,
            },
        }

    def _ask_to_settle(self):
        """Give the manager a neutral task; holding or cancelling is theirs."""
        manager = self.env["res.users"]._first_with_role("manager", self.company_id)
        self.course_id.activity_schedule(
            "acupuncture_cosmetic.mail_activity_type_followup",
            summary=self.env._("Follow-up"),
            note=self.env._("Agree with the client what happens to the open sessions."),
            user_id=(manager or self.env.user).id,
            date_deadline=self.company_id._clinic_today(),
        )
