from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..foundation.windows import dialog


class LotsUsedMixin(models.AbstractModel):
    """Lots of what went in or on."""

    _name = "acupuncture.lots.used.mixin"
    _description = "Lots of What Is Used"

    lots_missing = fields.Char(string="Without a Lot", compute="_compute_lots_missing")

    @api.depends(
        "needle_ids.lot_id",
        "needle_ids.gauge_mm",
        "needle_ids.length_mm",
        "supply_ids.lot_id",
    )
    def _compute_lots_missing(self):
        supplies = self.env["acupuncture.supply"]
        for treatment in self:
            bare = treatment.needle_ids.filtered(lambda needle: not needle.lot_id)
            sizes = Counter(
                supplies._size_label(*needle._size())
                if all(needle._size())
                else self.env._("size not given")
                for needle in bare
            )
            parts = [
                self.env._("%(count)s needles, %(size)s", count=count, size=size)
                for size, count in sorted(sizes.items())
            ]
            products = treatment.supply_ids.filtered(
                lambda row: not row.lot_id and row.kind != "device"
            )
            parts += products.supply_id.mapped("name")
            treatment.lots_missing = "; ".join(parts)

    def action_set_lots(self):
        """Ask once per needle size which lot the needles came from."""
        self.ensure_one()
        self._check_open_for_lots()
        return dialog(
            self.env["acupuncture.needle.lots"],
            self.env._("Lots of the Needles"),
            "medium",
            treatment_id=self.id,
        )

    def action_set_needle_lot(self, lot_id, gauge_mm, length_mm):
        """Set one lot for all needles of this size."""
        self.ensure_one()
        self._check_open_for_lots()
        size = round(gauge_mm, 2), round(length_mm, 1)
        needles = self.needle_ids.filtered(lambda needle: needle._size() == size)
        if not needles:
            raise UserError(
                self.env._(
                    "%(treatment)s has no needles of %(size)s.",
                    treatment=self.name,
                    size=self.env["acupuncture.supply"]._size_label(*size),
                )
            )
        needles.write({"lot_id": lot_id})

    def _check_open_for_lots(self):
        for treatment in self.filtered(lambda one: not one.is_open):
            raise UserError(
                self.env._(
                    "%(treatment)s is signed, so its lots can no longer be changed. "
                    "Record a correction as an addendum.",
                    treatment=treatment.name,
                )
            )

    def _day(self):
        """Return the clinic's day of the session."""
        self.ensure_one()
        return self.company_id._clinic_date(self.session_id.began_at)

    def _lots_by_size(self):
        """Return (gauge, length) -> lot of needles in use at this session."""
        lots = self.env["acupuncture.supply.lot"]
        return lots._open_lots_by_size(self.company_id, self._day())

    def _lots_by_supply(self):
        """Return supply -> lot in use at this session."""
        products = Domain("supply_id.kind", "!=", "needle")
        lots = self.env["acupuncture.supply.lot"]
        return lots._open_lots(self.company_id, self._day(), products)
