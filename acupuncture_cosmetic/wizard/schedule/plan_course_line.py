from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...models.foundation.days import format_day
from ...models.schedule.resource_resource import PRACTITIONERS

PLACE = {"start", "practitioner_id", "room_id"}
USABLE = ("ok", "spacing")  # spacing is advice


class PlanCourseLine(models.TransientModel):
    """One session of a plan; its status is checked again after every edit."""

    _name = "acupuncture.plan.course.line"
    _description = "Plan Course Line"
    _inherit = ["acupuncture.dialog.mixin"]
    _order = "start, number"

    plan_id = fields.Many2one(
        comodel_name="acupuncture.plan.course",
        required=True,
        ondelete="cascade",
        index=True,
    )
    number = fields.Integer()
    start = fields.Datetime()
    weekday = fields.Char(compute="_compute_weekday")
    practitioner_id = fields.Many2one(
        comodel_name="resource.resource",
        ondelete="cascade",
        domain=PRACTITIONERS,
    )
    room_id = fields.Many2one(
        comodel_name="resource.resource",
        ondelete="cascade",
        domain="[('acu_role', '=', 'room')]",
    )
    status = fields.Selection(
        selection=[
            ("ok", "Free"),
            ("spacing", "Spacing"),
            ("closed", "Not working"),
            ("taken", "Taken"),
            ("expired", "Too late"),
            ("early", "Too early"),
            ("none", "No time"),
        ],
        compute="_compute_status",
    )
    note = fields.Text(compute="_compute_status", string="Remark")
    shown = fields.Char(
        export_string_translation=False,
        help="Technical: what whoever chose this time has seen of it.",
    )
    options = fields.Json(export_string_translation=False)
    options_text = fields.Char(string="Also Free", compute="_compute_options_text")

    @api.depends("start", "practitioner_id", "room_id", "plan_id.line_ids.start")
    def _compute_status(self):
        for plan, lines in self.grouped("plan_id").items():
            verdicts = plan.line_ids._verdicts(plan)
            for line in lines:
                line.status, line.note = verdicts.get(line) or (
                    "none",
                    self.env._("Nobody licensed and free fits these wishes"),
                )

    @api.depends("start")
    def _compute_weekday(self):
        for line in self:
            line.weekday = line.start and line._format(line.start, "EEE")

    @api.depends("options")
    def _compute_options_text(self):
        for line in self:
            line.options_text = ", ".join(
                line._format(fields.Datetime.to_datetime(start))
                for start, _practitioner, _room in line.options or []
            )

    @api.onchange(*sorted(PLACE))
    def _onchange_place(self):
        self.shown = self._as_shown()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        fresh = zip(lines, vals_list, strict=True)
        self.union(*(line for line, vals in fresh if "shown" not in vals))._show()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if PLACE & vals.keys() and "shown" not in vals:
            self._show()
        return result

    def action_next(self):
        """Take the next time that is also free; the present one goes to the end."""
        self.ensure_one()
        if not self.options:
            self._find_options()
        if self.options:
            (start, practitioner, room), *rest = self.options
            present = self._as_option() if self._is_complete() else None
            self.write(
                {
                    "start": start,
                    "practitioner_id": practitioner,
                    "room_id": room,
                    "options": [*rest, *([present] if present else [])],
                }
            )
        return self.plan_id._reopen()

    def _show(self):
        """Note what is told about these lines now."""
        for line in self:
            line.shown = line._as_shown()

    def _as_shown(self):
        """Return status and place; a browser leaves out what has not changed."""
        return f"{self.status} {self._as_option() if self._is_complete() else ''}"

    def _spoilt(self):
        """Return those that nobody can keep any more, and nobody was told so."""
        self.invalidate_recordset(["status", "note"])
        return self.filtered(
            lambda line: line.status not in USABLE and line.shown != line._as_shown()
        )

    def _find_options(self):
        """Search for free times around the place of this line in the plan."""
        plan = self.plan_id
        others = plan.line_ids - self
        gaps = plan._gaps(len(plan.line_ids))
        gap = gaps[self.number - plan._booked() - 1]
        planner = plan._planner(gaps)
        for other in others.filtered("start"):
            other._take_from(planner.clinic)
        before = others.filtered(lambda line: line.start and line.number < self.number)
        previous = plan._previous_day()
        if before:
            previous = planner.local_day(max(before.mapped("start")))
        proposal = planner.propose([gap], previous)[0]
        found = [proposal.option, *proposal.alternatives] if proposal.option else []
        self.options = self._options(found)

    def _verdicts(self, plan):
        """Return line -> (status, remark) in a fixed number of queries."""
        far = self.filtered(lambda line: line.start and plan._is_far(line.start))
        placed = (self - far).filtered("start").sorted("start")
        words = self.env._("Nobody's calendar reaches that far")
        verdicts = dict.fromkeys(far, ("closed", words))
        if not placed:
            return verdicts
        clinic = plan._clinic_of(placed)
        gaps = plan._gaps(len(placed))
        previous = plan._previous_day()
        for line, gap in zip(placed, gaps, strict=True):
            verdicts[line] = line._verdict(plan, clinic, gap, previous)
            line._take_from(clinic)
            previous = plan.company_id._clinic_date(line.start)
        return verdicts

    def _verdict(self, plan, clinic, gap, previous):
        day = plan.company_id._clinic_date(self.start)
        if not self.practitioner_id:
            return "none", self.env._("Choose a practitioner")
        if gone := (self.practitioner_id | self.room_id).filtered(
            lambda one: not one.active
        ):
            return "closed", self.env._("%(name)s is archived", name=gone[0].name)
        if failure := self.practitioner_id._licence_failure(day):
            return "closed", failure
        if plan.usable_until and day > plan.usable_until:
            return "expired", self.env._(
                "Usable until %(day)s", day=format_day(self.env, plan.usable_until)
            )
        if plan.not_before and day < plan.not_before:
            return "early", self.env._(
                "Not before %(day)s", day=format_day(self.env, plan.not_before)
            )
        if trouble := self._trouble(plan, clinic):
            return trouble
        days = (day - previous).days if previous else None
        if days is not None and not gap.least <= days <= gap.most:
            return "spacing", self.env._(
                "%(days)s days after the one before, %(least)s to %(most)s are planned",
                days=days,
                least=gap.least,
                most=gap.most,
            )
        lacks = plan.whole_from and day < plan.whole_from
        return "ok", lacks and plan.opening_note

    def _trouble(self, plan, clinic):
        start, stop = self.start, self._stop()
        agendas = {
            self.practitioner_id: clinic.practitioners[self.practitioner_id.id],
            self.room_id: clinic.rooms.get(self.room_id.id),
            plan.client_id: clinic.client,
        }
        for who, agenda in agendas.items():
            if agenda and not agenda.is_open(start, stop):
                name = who.display_name
                return "closed", self.env._("%(name)s does not work then", name=name)
            if agenda and not agenda.is_free(start, stop):
                return "taken", self.env._("%(name)s is taken", name=who.display_name)
        return False

    def _take_from(self, clinic):
        for agenda in (
            clinic.client,
            clinic.practitioners.get(self.practitioner_id.id),
            clinic.rooms.get(self.room_id.id),
        ):
            if agenda:
                agenda.take(self.start, self._stop())

    def _stop(self):
        return self.start + timedelta(minutes=self.plan_id.minutes)

    def _is_complete(self):
        return bool(self.start and self.practitioner_id)

    def _as_option(self):
        start = fields.Datetime.to_string(self.start)
        return [start, self.practitioner_id.id, self.room_id.id]

    @api.model
    def _options(self, found):
        return [
            [fields.Datetime.to_string(one.start), one.practitioner, one.room or False]
            for one in found
        ]

    @api.model
    def _prepare_line(self, number, proposal):
        """Return the create values of the line for one proposal of the engine."""
        option = proposal.option
        return {
            "number": number,
            "start": option and option.start,
            "practitioner_id": option and option.practitioner,
            "room_id": option and option.room,
            "options": self._options(proposal.alternatives),
        }

    def _prepare_session(self):
        self.ensure_one()
        return {
            "course_id": self.plan_id.course_id.id,
            "company_id": self.plan_id.company_id.id,
            "client_id": self.plan_id.client_id.id,
            "practitioner_id": self.practitioner_id.id,
            "room_id": self.room_id.id,
            "start": self.start,
            "duration": self.plan_id.minutes,
        }

    def _format(self, moment, pattern="EEE d MMM HH:mm"):
        tz = self.plan_id.company_id._clinic_tz().zone
        return format_datetime(self.env, moment, tz=tz, dt_format=pattern)
