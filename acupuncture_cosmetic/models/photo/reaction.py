from odoo import fields, models

from ..chart.reaction import MOVING


class Reaction(models.Model):
    """Pictures of what the skin did; they may come when its chart is signed."""

    _inherit = "acupuncture.reaction"

    _moving_fields = (*MOVING, "photo_ids")

    photo_ids = fields.One2many(
        comodel_name="acupuncture.photo", inverse_name="reaction_id", string="Photos"
    )
