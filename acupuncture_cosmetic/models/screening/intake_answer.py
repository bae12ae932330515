from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import screening
from ..foundation.days import format_day

VALUES = [("yes", "Yes"), ("no", "No"), ("unknown", "Not sure")]


class IntakeAnswer(models.Model):
    """What the client said to one question; empty while it waits for an answer."""

    _name = "acupuncture.intake.answer"
    _description = "Health History Answer"
    _inherit = ["acupuncture.intake.row.mixin"]
    _order = "intake_id.id desc, id"

    _frozen_fields = frozenset({"intake_id", "company_id", "item_id"})

    item_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Screening Item",
        ondelete="restrict",
        required=True,
        readonly=True,
        index=True,
    )
    question = fields.Char(compute="_compute_question")
    topic = fields.Selection(related="item_id.topic")
    value = fields.Selection(selection=VALUES, string="Answer")
    on_date = fields.Date(string="When")
    detail = fields.Char(string="Details")

    _once = models.UniqueIndex(
        "(intake_id, item_id)",
        "This question stands in the history already. Change that answer.",
    )

    @api.depends("item_id", "company_id")
    def _compute_question(self):
        for answer in self:
            answer.question = answer.item_id._question(answer.company_id)

    @api.constrains("on_date")
    def _check_on_date(self):
        for answer in self.filtered("on_date"):
            if problem := answer.intake_id._past_day_problem(answer.on_date):
                raise ValidationError(
                    self.env._(
                        "%(day)s: %(problem)s",
                        day=format_day(self.env, answer.on_date),
                        problem=problem,
                    )
                )

    def _as_values(self):
        """Return the answer in the form that the screens take."""
        self.ensure_one()
        return {
            "value": self.value or "",
            "on": str(self.on_date or ""),
            "detail": self.detail or "",
        }

    def _told(self):
        """Return the answer as one reads it: Yes, when, and what."""
        self.ensure_one()
        label = dict(self._fields["value"]._description_selection(self.env))
        day = self.on_date and format_day(self.env, self.on_date)
        return " · ".join(filter(None, (label.get(self.value), day, self.detail)))

    def _as_engine(self):
        self.ensure_one()
        return screening.Answer(
            self.item_id._lasting_code(),
            self.value,
            self.on_date or None,
            self.detail or "",
        )
