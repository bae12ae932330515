from odoo import api, models
from odoo.exceptions import ValidationError


class Needle(models.Model):
    """The lot of a needle goes by its size: brand and expiry come with it."""

    _name = "acupuncture.needle"
    _inherit = ["acupuncture.needle", "acupuncture.lot.use.mixin"]

    @api.depends("gauge_mm", "length_mm")
    def _compute_lot(self):
        return super()._compute_lot()

    def _take_lots(self, treatment):
        lots = treatment._lots_by_size() if treatment else {}
        for needle in self:
            size, lot = needle._size(), needle.lot_id
            if not lot or (all(size) and lot.supply_id._size() != size):
                needle.lot_id = lots.get(size)

    def _check_lot_fits(self):
        supplies = self.env["acupuncture.supply"]
        for needle in self:
            supply, size = needle.lot_id.supply_id, needle._size()
            if supply.kind != "needle" or (all(size) and supply._size() != size):
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s is of %(supply)s, this needle is %(size)s. "
                        "Choose a lot of needles of that size.",
                        lot=needle.lot_id.name,
                        supply=supply.name,
                        size=supplies._size_label(*size),
                    )
                )

    def _size(self):
        """Return diameter and length, as they compare."""
        return round(self.gauge_mm, 2), round(self.length_mm, 1)
