from odoo import api, fields, models
from odoo.exceptions import ValidationError

FIRST = ("supply_id", "lot_id", "minutes", "note")


class TreatmentSupply(models.Model):
    """A product or device used in a session, with its lot."""

    _name = "acupuncture.treatment.supply"
    _description = "Product Used"
    _inherit = ["acupuncture.lot.use.mixin", "acupuncture.chart.child.mixin"]
    _order = "treatment_id.id desc, id"
    _rec_name = "id"
    _check_company_auto = True
    _signed_empty = frozenset(FIRST)

    supply_id = fields.Many2one(
        comodel_name="acupuncture.supply",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
        domain=[("kind", "!=", "needle")],
    )
    kind = fields.Selection(related="supply_id.kind")
    allergens = fields.Char(related="supply_id.allergens")
    minutes = fields.Integer()
    note = fields.Char()

    _minutes = models.Constraint("CHECK (minutes >= 0)", "Minutes cannot be negative.")

    @api.depends("supply_id")
    def _compute_lot(self):
        return super()._compute_lot()

    def _take_lots(self, treatment):
        lots = treatment._lots_by_supply() if treatment else {}
        for row in self:
            if row.lot_id.supply_id != row.supply_id:
                row.lot_id = lots.get(row.supply_id)

    def _check_lot_fits(self):
        for row in self:
            if row.lot_id.supply_id != row.supply_id:
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s is of %(other)s, not of %(supply)s. Choose a lot "
                        "of this product.",
                        lot=row.lot_id.name,
                        other=row.lot_id.supply_id.name,
                        supply=row.supply_id.name,
                    )
                )

    def _signed_rows(self):
        """Return a list for each row, what came later at its end."""
        rows = []
        for row in self.sorted("id"):
            values = row._signed_values()
            first = [values.pop(name) for name in FIRST]
            rows.append([*first, values] if values else first)
        return rows
