from odoo import api, fields, models


class NeedlingMixin(models.AbstractModel):
    """How many needles a row stands for, and a size that fits its depth."""

    _inherit = "acupuncture.needling.mixin"

    needle_count = fields.Integer(string="Needles", compute="_compute_needle_count")

    @api.depends("side", "point_id.needles_per_side")
    def _compute_needle_count(self):
        for row in self:
            sides = 2 if row.side == "both" else 1
            row.needle_count = sides * row.point_id.needles_per_side
