from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.foundation.windows import notice
from ...models.schedule.planner import WHOLE_DAY, Wish
from ...models.schedule.resource_resource import PRACTITIONERS

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class PlanCourse(models.TransientModel):
    """Plan the open sessions of a course: propose all dates, edit, confirm once.

    The planner (``acupuncture.planner``) searches, judges and books; here stand the
    wishes, what was proposed, and what the user made of it.
    """

    _name = "acupuncture.plan.course"
    _description = "Plan Course"
    _inherit = ["acupuncture.dialog.mixin"]

    course_id = fields.Many2one(
        comodel_name="acupuncture.course", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="course_id.company_id")
    client_id = fields.Many2one(related="course_id.client_id")
    minutes = fields.Integer(related="course_id.session_minutes")
    usable_until = fields.Date(related="course_id.usable_until")
    available_count = fields.Integer(related="course_id.available_count")
    after_id = fields.Many2one(
        comodel_name="acupuncture.session", string="Booked After", ondelete="cascade"
    )
    count = fields.Integer(
        string="Sessions to Plan",
        compute="_compute_count",
        store=True,
        readonly=False,
        precompute=True,
    )

    first_day = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._clinic_today(),
    )
    mon = fields.Boolean(default=True)
    tue = fields.Boolean(default=True)
    wed = fields.Boolean(default=True)
    thu = fields.Boolean(default=True)
    fri = fields.Boolean(default=True)
    sat = fields.Boolean(default=True)
    sun = fields.Boolean(default=True)
    hour_from = fields.Float(string="Not Before", default=WHOLE_DAY[0])
    hour_to = fields.Float(string="Done By", default=WHOLE_DAY[1])
    practitioner_ids = fields.Many2many(
        comodel_name="resource.resource",
        relation="acupuncture_plan_practitioner_rel",
        string="Practitioners",
        domain=PRACTITIONERS,
        help="Leave empty for anybody who is licensed, the preferred practitioner "
        "first.",
    )
    room_ids = fields.Many2many(
        comodel_name="resource.resource",
        relation="acupuncture_plan_room_rel",
        string="Rooms",
        domain="[('acupuncture_role', '=', 'room')]",
        help="Leave empty for any room.",
    )

    line_ids = fields.One2many(
        comodel_name="acupuncture.plan.course.line", inverse_name="plan_id"
    )
    opening_note = fields.Char(compute="_compute_opening_note")
    conflict_count = fields.Integer(compute="_compute_conflict_count")
    missing_count = fields.Integer(compute="_compute_missing_count")
    found_count = fields.Integer(compute="_compute_missing_count")
    refused_ids = fields.Many2many(
        comodel_name="resource.resource",
        string="Looked At",
        compute="_compute_refused_ids",
    )
    nobody = fields.Selection(
        selection=[
            ("none", "There is no practitioner"),
            ("refused", "Nobody may treat"),
            ("busy", "Nobody is free"),
        ],
        compute="_compute_refused_ids",
        export_string_translation=False,
    )
    busy_names = fields.Char(
        compute="_compute_refused_ids", export_string_translation=False
    )

    @api.depends("course_id")
    def _compute_count(self):
        for plan in self:
            plan.count = plan.course_id.available_count

    @api.depends("course_id")
    def _compute_opening_note(self):
        for plan in self:
            course = plan.course_id
            plan.opening_note = course._opening_note(course._treatment_opening())

    @api.depends("line_ids.status")
    def _compute_conflict_count(self):
        for plan in self:
            wrong = plan.line_ids.filtered(lambda line: line.status != "ok")
            plan.conflict_count = len(wrong)

    @api.depends("line_ids.start", "line_ids.practitioner_id")
    def _compute_missing_count(self):
        for plan in self:
            lacking = plan.line_ids.filtered(lambda line: not line._is_complete())
            plan.missing_count = len(lacking)
            plan.found_count = len(plan.line_ids - lacking)

    @api.depends("missing_count", "first_day", "practitioner_ids")
    def _compute_refused_ids(self):
        """Where dates are missing: who was looked at, and who of them may not treat."""
        for plan in self:
            looked_at = {}
            if plan.missing_count and plan.first_day:
                planner = self.env["acupuncture.planner"]
                looked_at = planner._looked_at(plan.course_id, plan._wish())
            allowed = [one.name for one, reason in looked_at.items() if not reason]
            refused = [one.id for one, reason in looked_at.items() if reason]
            plan.refused_ids = [fields.Command.set(refused)]
            plan.busy_names = ", ".join(allowed)
            plan.nobody = bool(plan.missing_count) and (
                (allowed and "busy") or (refused and "refused") or "none"
            )

    @api.model
    def _open_for(self, course):
        """Open the dialog with a date for each session that is not booked yet.

        :raises UserError: there is none, or nobody knows yet when treatment is possible
        """
        wish = self.env["acupuncture.planner"]._clinic_hours(course.company_id)
        plan = self.create({"course_id": course.id, **self._prepare_wish(wish)})
        return plan.action_propose()

    @api.model
    def _open_after(self, session):
        """Open the dialog with the session that follows, as near as can be like it.

        :raises UserError: see ``_open_for``
        """
        plan = self.create(
            {"course_id": session.course_id.id, "after_id": session.id, "count": 1}
        )
        wish, proposal = self.env["acupuncture.planner"]._propose_next(session)
        plan.write(plan._prepare_wish(wish))
        plan._put_lines([proposal])
        return plan._reopen()

    def action_propose(self):
        """Search all dates again with the wishes as they are now."""
        self.ensure_one()
        self._put_lines(
            self.env["acupuncture.planner"]._propose(
                self.course_id, self.count, self._wish()
            )
        )
        return self._reopen()

    def action_confirm_found(self):
        """Book the sessions that have a time; the others are planned later."""
        self.ensure_one()
        self.line_ids.filtered(lambda line: not line._is_complete()).unlink()
        return self.action_confirm()

    def action_confirm(self):
        """Book all lines at once: every session, or none.

        After a session the desk stays where it was, and is told what is booked.

        :raises UserError: a line has no time, or can no longer be kept
        """
        self.ensure_one()
        lines = self.line_ids.sorted("start")
        missing = self.line_ids.filtered(lambda line: not line._is_complete())[:1]
        if missing or not lines:
            raise UserError(
                self.env._(
                    "Session %(number)s has no time or no practitioner. Choose them, "
                    "or remove the line and plan it later. Nothing is booked yet.",
                    number=missing.number,
                )
            )
        self._refuse_spoilt()
        places = [line._place() for line in lines]
        self.env["acupuncture.planner"]._book(self.course_id, places)
        return self._told_booked() if self.after_id else self._booked_sessions()

    def _booked_sessions(self):
        return self.course_id.action_view_sessions()

    def _told_booked(self):
        return notice(
            self.env._(
                "%(client)s is booked: %(times)s",
                client=self.client_id.name,
                times=", ".join(line._format(line.start) for line in self.line_ids),
            ),
            then={"type": "ir.actions.act_window_close"},
        )

    def _refuse_spoilt(self):
        """Name the lines that worked when they were chosen, and do not any more."""
        spoilt = self.line_ids.sorted("start")._spoilt()
        if spoilt:
            lines = [
                f"• {line.number}: {line._format(line.start)}: {line.note}"
                for line in spoilt
            ]
            intro = self.env._(
                "Something has changed since these times were chosen. Nothing is "
                "booked yet. Give each another time, or remove it and plan it later:"
            )
            raise UserError("\n".join([intro, *lines]))

    def _put_lines(self, proposals):
        """Show these proposals of the planner instead of the lines there are."""
        self.line_ids = [
            fields.Command.clear(),
            *(
                fields.Command.create(self.line_ids._prepare_line(number, proposal))
                for number, proposal in enumerate(proposals, self._booked() + 1)
            ),
        ]

    def _booked(self):
        return len(self.course_id._live_sessions())

    def _wish(self):
        """Return what this dialog asks the planner for."""
        return Wish(
            self.first_day,
            frozenset(n for n, name in enumerate(WEEKDAYS) if self[name]),
            self.hour_from,
            self.hour_to,
            self.practitioner_ids,
            self.room_ids,
        )

    def _prepare_wish(self, wish):
        """Return the values that show a wish of the planner in this dialog."""
        people, rooms = wish.practitioners, wish.rooms
        return {
            **{name: n in wish.weekdays for n, name in enumerate(WEEKDAYS)},
            "first_day": wish.first_day,
            "hour_from": wish.hour_from,
            "hour_to": wish.hour_to,
            "practitioner_ids": [fields.Command.set(people.ids if people else [])],
            "room_ids": [fields.Command.set(rooms.ids if rooms else [])],
        }

    def _title(self):
        client, count = self.course_id.client_id.name, self.course_id.session_count
        if count == 1:
            return self.env._("Plan for %(client)s, one session", client=client)
        return self.env._(
            "Plan for %(client)s, %(count)s sessions", client=client, count=count
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._title(),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
