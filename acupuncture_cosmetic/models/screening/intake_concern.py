from odoo import fields, models


class IntakeConcern(models.Model):
    """A skin concern of the client; the lowest rank matters most to them."""

    _name = "acupuncture.intake.concern"
    _description = "Health History Concern"
    _inherit = ["acupuncture.intake.row.mixin"]
    _order = "intake_id.id desc, rank, id"

    concern_id = fields.Many2one(
        comodel_name="acupuncture.concern",
        ondelete="restrict",
        required=True,
        index=True,
    )
    rank = fields.Integer(default=10)

    _once = models.UniqueIndex(
        "(intake_id, concern_id)",
        "This concern stands in the history already. Change that line.",
    )
