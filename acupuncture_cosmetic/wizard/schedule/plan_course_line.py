from odoo import api, fields, models
from odoo.tools import format_datetime

from ...models.schedule.planner import Place
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
        domain="[('acupuncture_role', '=', 'room')]",
    )
    status = fields.Selection(
        selection=[
            ("ok", "Free"),
            ("spacing", "Spacing"),
            ("closed", "Not available"),
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
            verdicts = plan.line_ids._judged(plan.course_id)
            for line in lines:
                line.status, line.note = verdicts.get(line) or ("none", False)

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
            present = [self._as_option(self._place())] if self._is_complete() else []
            self.write(
                {
                    "start": start,
                    "practitioner_id": practitioner,
                    "room_id": room,
                    "options": [*rest, *present],
                }
            )
        return self.plan_id._reopen()

    def _show(self):
        """Note what is told about these lines now."""
        for line in self:
            line.shown = line._as_shown()

    def _as_shown(self):
        """Return status and place; a browser leaves out what has not changed."""
        place = self._as_option(self._place()) if self._is_complete() else ""
        return f"{self.status} {place}"

    def _spoilt(self):
        """Return those that nobody can keep any more, and nobody was told so."""
        self.invalidate_recordset(["status", "note"])
        return self.filtered(
            lambda line: line.status not in USABLE and line.shown != line._as_shown()
        )

    def _find_options(self):
        """Search for free times around the place of this line in the plan."""
        plan, booked = self.plan_id, self.plan_id._booked()
        found = self.env["acupuncture.planner"]._propose_other(
            plan.course_id,
            self.number - booked - 1,
            {
                line.number - booked - 1: line._place()
                for line in (plan.line_ids - self).filtered("start")
            },
            plan._wish(),
        )
        self.options = [self._as_option(option) for option in found]

    def _judged(self, course):
        """Return line -> (status, remark) of those that have a time."""
        placed = self.filtered("start").sorted("start")
        verdicts = self.env["acupuncture.planner"]._judge(
            course, [line._place() for line in placed]
        )
        return dict(zip(placed, verdicts, strict=True))

    def _is_complete(self):
        return bool(self.start and self.practitioner_id)

    def _place(self):
        """Return time and people of this line as the planner reads them."""
        return Place(self.start, self.practitioner_id.id, self.room_id.id)

    @api.model
    def _as_option(self, place):
        """Return a place as the column of options keeps it."""
        start = fields.Datetime.to_string(place.start)
        return [start, place.practitioner, place.room or False]

    @api.model
    def _prepare_line(self, number, proposal):
        """Return the create values of the line for one proposal of the engine."""
        option = proposal.option
        return {
            "number": number,
            "start": option and option.start,
            "practitioner_id": option and option.practitioner,
            "room_id": option and option.room,
            "options": [self._as_option(one) for one in proposal.alternatives],
        }

    def _format(self, moment, pattern="EEE d MMM HH:mm"):
        tz = self.plan_id.company_id._clinic_tz().zone
        return format_datetime(self.env, moment, tz=tz, dt_format=pattern)
