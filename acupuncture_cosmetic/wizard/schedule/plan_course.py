from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import spacing
from ...engine.planning import FIRST_WITHIN, SEARCH_ON, Planner, Wishes
from ...engine.slots import Agenda, Clinic
from ...models.foundation.days import format_day
from ...models.schedule.resource_resource import OFFERED, PRACTITIONERS

MOST_YEARS = 5
MOST_HOURS = 48  # a session may end after midnight
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class PlanCourse(models.TransientModel):
    """Plan the open sessions of a course: propose all dates, edit, confirm once."""

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
    hour_from = fields.Float(string="Not Before", default=0.0)
    hour_to = fields.Float(string="Done By", default=24.0)
    practitioner_ids = fields.Many2many(
        comodel_name="resource.resource",
        relation="acupuncture_plan_practitioner_rel",
        string="Practitioners",
        domain=PRACTITIONERS,
        help="Empty: anybody who is licensed; the preferred practitioner first.",
    )
    room_ids = fields.Many2many(
        comodel_name="resource.resource",
        relation="acupuncture_plan_room_rel",
        string="Rooms",
        domain="[('acu_role', '=', 'room')]",
        help="Empty: any room.",
    )

    line_ids = fields.One2many(
        comodel_name="acupuncture.plan.course.line", inverse_name="plan_id"
    )
    not_before = fields.Date(
        string="Treatment Possible From", compute="_compute_opening"
    )
    whole_from = fields.Date(compute="_compute_opening")
    opening_note = fields.Char(compute="_compute_opening")
    conflict_count = fields.Integer(compute="_compute_conflict_count")

    @api.depends("course_id")
    def _compute_count(self):
        for plan in self:
            plan.count = plan.course_id.available_count

    @api.depends("course_id")
    def _compute_opening(self):
        for plan in self:
            opening = plan.course_id._treatment_opening()
            plan.not_before = opening.closed and opening.day
            plan.whole_from = bool(opening.later) and opening.whole()
            plan.opening_note = plan.course_id._opening_note(opening)

    @api.depends("line_ids.status")
    def _compute_conflict_count(self):
        for plan in self:
            wrong = plan.line_ids.filtered(lambda line: line.status != "ok")
            plan.conflict_count = len(wrong)

    def action_propose(self):
        """Search all dates again with the wishes as they are now."""
        self._propose()
        return self._reopen()

    def action_confirm(self):
        """Book all lines at once: every session, or none.

        :raises UserError: a line has no time, or can no longer be kept
        """
        self.ensure_one()
        missing = self.line_ids.filtered(lambda line: not line._is_complete())[:1]
        if missing or not self.line_ids:
            raise UserError(
                self.env._(
                    "Session %(number)s has no time or no practitioner. Choose them, "
                    "or remove the line and plan it later. Nothing is booked yet.",
                    number=missing.number,
                )
            )
        self._refuse_spoilt()
        self.env["acupuncture.session"].create(
            [line._prepare_session() for line in self.line_ids.sorted("start")]
        )
        return self.course_id.action_view_sessions()

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

    def _propose(self):
        self.ensure_one()
        self._check_open()
        if not 0 < self.count <= self.course_id.available_count:
            raise UserError(
                self.env._(
                    "%(course)s has %(count)s sessions to plan.",
                    course=self.course_id.name,
                    count=self.course_id.available_count,
                )
            )
        gaps = self._gaps(self.count)
        planner = self._planner(gaps)
        proposals = planner.propose(gaps, self._previous_day())
        self.line_ids = [
            fields.Command.clear(),
            *(
                fields.Command.create(self.line_ids._prepare_line(number, proposal))
                for number, proposal in enumerate(proposals, self._booked() + 1)
            ),
        ]

    def _check_open(self):
        """:raises UserError: nobody knows yet when the client can be treated"""
        opening = self.course_id._treatment_opening()
        if opening.closed and not opening.day:
            raise UserError(self.course_id._closed_message(opening))

    def _propose_again(self, sessions, previous):
        """Return proposals for sessions that are booked but must move.

        :param previous: day of the last session that stays
        """
        gaps = self._gaps(len(sessions), self._booked() - len(sessions))
        return self._planner(gaps).propose(gaps, previous)

    def _gaps(self, count, done=None):
        """Return the gaps before the next ``count`` sessions of the course."""
        done = self._booked() if done is None else done
        phases = [
            spacing.Phase(
                phase.session_count, phase.per_week, phase.min_days, phase.max_days
            )
            for phase in self.course_id.phase_ids.sorted("sequence")
        ]
        return spacing.gaps(phases, count, done=done)

    def _booked(self):
        return len(self.course_id._live_sessions())

    def _previous_day(self):
        last = self.course_id._live_sessions()[-1:]
        return last and self.company_id._clinic_date(last.began_at) or None

    def _planner(self, gaps):
        wishes = self._wishes()
        days = FIRST_WITHIN + SEARCH_ON + sum(gap.most for gap in gaps)
        begin = fields.Datetime.to_datetime(wishes.first_day) - timedelta(days=1)
        if previous := self._previous_day():
            begin = min(begin, fields.Datetime.to_datetime(previous))
            days += max(0, (wishes.first_day - previous).days)
        return Planner(
            self._clinic(begin, begin + timedelta(days=days + 2)),
            wishes,
            timedelta(minutes=self.minutes),
            self.company_id._clinic_tz(),
        )

    def _last_day(self):
        today = self.company_id._clinic_today()
        return fields.Date.add(today, years=MOST_YEARS)

    def _is_far(self, moment):
        """Tell whether a time lies beyond what anybody plans."""
        return not date(2000, 1, 1) < moment.date() <= self._last_day()

    def _refuse_far_wishes(self):
        """Say what nobody can plan, before the search counts beyond its calendar."""
        last = self._last_day()
        if not self.first_day or self.first_day > last:
            raise UserError(
                self.env._(
                    "Choose a first day until %(day)s: nobody's calendar reaches "
                    "further.",
                    day=format_day(self.env, last),
                )
            )
        if not 0 <= self.hour_from < self.hour_to <= MOST_HOURS:
            raise UserError(
                self.env._("The hours begin at 0:00 or later and end after they begin.")
            )

    def _wishes(self):
        self._refuse_far_wishes()
        return Wishes(
            first_day=max(
                self.first_day, self.not_before or self.company_id._clinic_today()
            ),
            weekdays=frozenset(n for n, name in enumerate(WEEKDAYS) if self[name]),
            hour_from=round(self.hour_from * 60),
            hour_to=round(self.hour_to * 60),
            last_day=self.usable_until or None,
        )

    def _clinic(self, begin, end):
        """Gather everybody's time in [begin, end): a fixed number of queries."""
        practitioners, rooms = self._practitioners(), self._rooms()
        agendas = (practitioners + rooms)._agendas(begin, end)
        for practitioner in practitioners:
            practitioner._end_with_licence(agendas[practitioner.id])
        now = fields.Datetime.now()
        client = rooms._client_agenda(self.client_id.id, begin, end)
        return Clinic(
            Agenda(None, [*client.busy, (begin, now)]),
            {
                practitioner.id: agendas[practitioner.id]
                for practitioner in practitioners
            },
            {room.id: agendas[room.id] for room in rooms},
        )

    def _clinic_of(self, lines):
        """Gather the time of the people and rooms that ``lines`` name."""
        begin = min(lines.mapped("start")) - timedelta(days=1)
        end = max(lines.mapped("start")) + timedelta(days=2)
        practitioners, rooms = lines.practitioner_id, lines.room_id
        agendas = (practitioners + rooms)._agendas(begin, end)
        return Clinic(
            rooms._client_agenda(self.client_id.id, begin, end),
            {
                practitioner.id: agendas[practitioner.id]
                for practitioner in practitioners
            },
            {room.id: agendas[room.id] for room in rooms},
        )

    def _practitioners(self):
        """Return who may treat, the preferred one first."""
        wanted = self.practitioner_ids or self._resources("practitioner")
        wanted = wanted.filtered_domain(OFFERED)
        preferred = self.course_id.practitioner_id
        licensed = wanted.filtered(lambda one: not one._licence_failure(self.first_day))
        return licensed.sorted(lambda one: (one != preferred, one.name))

    def _rooms(self):
        return self.room_ids or self._resources("room")

    def _resources(self, role):
        return self.env["resource.resource"].search(
            [("acu_role", "=", role), ("company_id", "=", self.company_id.id)]
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan %(course)s", course=self.course_id.name),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
