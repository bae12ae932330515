from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.foundation.days import format_day


class CourseDefer(models.TransientModel):
    """Defers courses to a day: nothing about the reason is typed here.

    For practitioners and managers: a longer validity is worth money.
    """

    _name = "acupuncture.course.defer"
    _description = "Defer a Course"
    _inherit = ["acupuncture.dialog.mixin"]

    course_ids = fields.Many2many(
        comodel_name="acupuncture.course", string="Courses", required=True
    )
    until = fields.Date(
        string="Defer Until",
        required=True,
        compute="_compute_until",
        store=True,
        readonly=False,
        precompute=True,
    )
    opening_note = fields.Char(
        string="Treatment Possible", compute="_compute_opening_note"
    )
    is_open_ended = fields.Boolean(compute="_compute_opening_note")
    session_count = fields.Integer(
        string="Sessions to Move", compute="_compute_session_count"
    )

    @api.depends("course_ids")
    def _compute_until(self):
        for wizard in self:
            today = self.env.company._clinic_today()
            days = [course._treatment_opening().day for course in wizard.course_ids]
            # empty when nobody knows: what is to be chosen is then marked
            ahead = [day for day in days if day and day > today]
            wizard.until = wizard.until or max(ahead, default=False)

    @api.depends("course_ids")
    def _compute_opening_note(self):
        for wizard in self:
            openings = {
                course: course._treatment_opening() for course in wizard.course_ids
            }
            wizard.is_open_ended = any(
                each.closed and not each.day for each in openings.values()
            )
            notes = [
                course._opening_note(opening) for course, opening in openings.items()
            ]
            wizard.opening_note = " ".join(dict.fromkeys(filter(None, notes)))

    @api.depends("course_ids", "until")
    def _compute_session_count(self):
        for wizard in self:
            day = wizard.until
            wizard.session_count = day and len(
                wizard.course_ids.session_ids.filtered(
                    lambda session, day=day: session._is_planned_before(day)
                )
            )

    def action_apply(self):
        """Let expiry and sessions of the courses wait: all of them, or none.

        :raises UserError: the day is over, or a session finds no free time
        """
        self.ensure_one()
        if self.until <= self.env.company._clinic_today():
            raise UserError(self.env._("Choose a day after today under “Defer Until”."))
        day = format_day(self.env, self.until)
        reason = self.env._("Deferred until %(day)s", day=day)
        self.course_ids._defer_until(self.until, reason)
        return {"type": "ir.actions.act_window_close"}
