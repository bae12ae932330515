from odoo import fields, models


class OutcomeLevel(models.Model):
    """The label of one value of an outcome scale."""

    _name = "acupuncture.outcome.level"
    _description = "Level of an Outcome Scale"
    _inherit = ["acupuncture.shared.mixin"]
    _shared_by = "scale_id"
    _order = "scale_id, value, id"

    scale_id = fields.Many2one(
        comodel_name="acupuncture.outcome.scale",
        ondelete="cascade",
        required=True,
        index=True,
    )
    value = fields.Float(required=True)
    name = fields.Char(string="Label", required=True, translate=True)

    _value_unique = models.UniqueIndex(
        "(scale_id, value)",
        "The scale already has a label for this value. Change that line instead.",
    )
