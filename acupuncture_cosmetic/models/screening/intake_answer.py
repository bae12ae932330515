from odoo import fields, models

VALUES = [("yes", "Yes"), ("no", "No"), ("unknown", "Not sure")]


class IntakeAnswer(models.Model):
    """What the client said to one question; empty while it waits for an answer."""

    _name = "acupuncture.intake.answer"
    _description = "Health History Answer"
    _inherit = ["acupuncture.intake.row.mixin"]
    _order = "intake_id, id"

    _frozen_fields = frozenset({"intake_id", "company_id", "item_id"})

    item_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Item",
        ondelete="restrict",
        required=True,
        readonly=True,
        index=True,
    )
    value = fields.Selection(selection=VALUES, string="Answer")
    on_date = fields.Date(string="When")
    detail = fields.Char(string="Details")

    _once = models.UniqueIndex(
        "(intake_id, item_id)", "This question stands in the history already."
    )
