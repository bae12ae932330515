from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import outcome_change
from ...models.photo.photo import PHASES

CLINICIANS = "acupuncture_cosmetic.group_practitioner"


class OutcomeRate(models.TransientModel):
    """The quick rating: what fits the client's concerns, one tap for each value.

    The dialog is gone once it is saved; nothing of it stays in its own table.
    """

    _name = "acupuncture.outcome.rate"
    _description = "Rate Results"
    _inherit = ["acupuncture.dialog.mixin"]

    client_id = fields.Many2one(
        comodel_name="res.partner", required=True, readonly=True, ondelete="cascade"
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course", readonly=True, ondelete="cascade"
    )
    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        readonly=True,
        ondelete="cascade",
        groups=CLINICIANS,
    )
    replaces_id = fields.Many2one(
        comodel_name="acupuncture.outcome",
        string="Corrects",
        readonly=True,
        ondelete="cascade",
        groups=CLINICIANS,
    )
    reason = fields.Char(string="Why")
    rater = fields.Selection(
        selection=[
            ("practitioner", "I rate"),
            ("client", "The client says"),
            ("blinded", "Photo reader"),
        ],
        string="Who Rates",
        required=True,
        default="practitioner",
    )
    phase = fields.Selection(selection=PHASES, required=True, default="mid")
    measured_at = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now()
    )
    rows = fields.Json(compute="_compute_rows")
    answers = fields.Json(string="Ratings")
    note = fields.Text(string="In Words")

    @api.model
    def _open(self, client, course, treatment=None, replaces=None):
        """Return the action of a dialog for a client and a course, if there is one."""
        outcomes = self.env["acupuncture.outcome"]
        values = {"client_id": client.id, "course_id": course.id}
        if replaces:
            values |= {
                "replaces_id": replaces.id,
                "rater": replaces.rater,
                "phase": replaces.phase,
                "measured_at": replaces.measured_at,
            }
        else:
            open_record = treatment and treatment.is_open
            values |= {
                "treatment_id": treatment.id if open_record else False,
                "phase": outcomes._phase_now(course) if course else "baseline",
            }
        dialog = self.create([values])
        return {
            "type": "ir.actions.act_window",
            "name": (
                self.env._("Correct %(number)s", number=replaces.name)
                if replaces
                else self.env._("Rate Results")
            ),
            "res_model": self._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.depends("rater", "phase", "client_id", "course_id", "replaces_id")
    def _compute_rows(self):
        outcomes = self.env["acupuncture.outcome"]
        for dialog in self:
            rated = outcomes._standing(
                [
                    ("client_id", "=", dialog.client_id.id),
                    ("course_id", "=", dialog.course_id.id),
                    ("rater", "=", dialog.rater),
                ]
            ).grouped(lambda o: (o.scale_id, o.concern_id))
            dialog.rows = [
                self._row(scale, concern, rated.get((scale, concern), outcomes))
                for scale, concern in dialog._offered()
            ]

    def _offered(self):
        if self.replaces_id:
            return [(self.replaces_id.scale_id, self.replaces_id.concern_id)]
        concerns = self.env["acupuncture.outcome"]._concerns(
            self.client_id, self.course_id
        )
        scales = self.env["acupuncture.outcome.scale"]
        return scales._offered(self.rater, self.phase, concerns)

    @api.model
    def _row(self, scale, concern, rated):
        before = rated.filtered(lambda o: o.phase == "baseline")[:1]
        last = (rated - before)[:1]
        directions = scale._fields["direction"]._description_selection(self.env)
        return {
            "key": f"{scale.id}_{concern.id or 0}",
            "scale": scale._title(),
            "area": concern.name or "",
            "direction": dict(directions)[scale.direction],
            "choices": [
                [outcome_change.text(value), label] for value, label in scale._choices()
            ],
            "minimum": scale.minimum,
            "maximum": scale.maximum,
            "step": scale.step,
            "unit": scale.unit or "",
            "before": before.value_text or "",
            "last": last.value_text or "",
        }

    def action_save(self):
        """Write one rating for each value that was tapped.

        :raises UserError: nothing was rated
        """
        self.ensure_one()
        rows = [
            {"scale_id": scale.id, "concern_id": concern.id, "value": value}
            for scale, concern in self._offered()
            if (value := self._answer(scale, concern)) is not None
        ]
        if not rows:
            raise UserError(self.env._("Tap at least one value, or close the dialog."))
        rows[0]["note"] = self.note
        common = self._common_vals()
        self.env["acupuncture.outcome"].create([{**common, **row} for row in rows])
        self.unlink()  # what was rated stays with the client's records alone
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"acupuncture_rated": len(rows)},
        }

    def _answer(self, scale, concern):
        """Return the number that was tapped or typed, None when there is none."""
        typed = (self.answers or {}).get(f"{scale.id}_{concern.id or 0}")
        if typed in (None, "", False):
            return None
        try:
            return float(typed)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "%(typed)s is not a number. Enter a number for %(scale)s.",
                    typed=typed,
                    scale=scale._title(),
                )
            ) from error

    def _common_vals(self):
        course, treatment = self.course_id, self.treatment_id
        company = course.company_id or treatment.company_id or self.env.company
        values = {
            "company_id": company.id,
            "client_id": self.client_id.id,
            "course_id": course.id,
            "treatment_id": treatment.id,
            "rater": self.rater,
            "phase": self.phase,
            "measured_at": self.measured_at,
        }
        if self.replaces_id:
            values |= {"replaces_id": self.replaces_id.id, "reason": self.reason}
        return values
