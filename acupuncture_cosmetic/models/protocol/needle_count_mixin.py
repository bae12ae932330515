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

    def _needle_words(self):
        """Return how many needles these rows place, and where, as a client reads it."""
        places = {
            "face": self.env._("face"),
            "head": self.env._("head"),
            "neck": self.env._("neck"),
            "chest": self.env._("chest"),
            "abdomen": self.env._("belly"),
            "back": self.env._("back"),
            "upper_limb": self.env._("arms and hands"),
            "lower_limb": self.env._("legs and feet"),
            "perineum": self.env._("pelvis"),
        }
        rows = self.grouped(lambda row: row.point_id.region)
        counts = {
            words: sum(rows[region].mapped("needle_count"))
            for region, words in places.items()
            if region in rows
        }
        return self.env._(
            "about %(count)d needles (%(places)s)",
            count=sum(counts.values()),
            places=", ".join(f"{words} {count}" for words, count in counts.items()),
        )
