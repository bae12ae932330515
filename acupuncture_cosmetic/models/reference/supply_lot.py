from odoo import fields, models


class SupplyLot(models.Model):
    """One delivered lot, so that everybody treated with it can be found."""

    _name = "acupuncture.supply.lot"
    _description = "Lot of a Supply"
    _order = "expiry, id"
    _rec_name = "name"
    _check_company_auto = True

    supply_id = fields.Many2one(
        comodel_name="acupuncture.supply",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
    )
    name = fields.Char(string="Lot", required=True)
    expiry = fields.Date(help="The last day of use.")
    opened_on = fields.Date()
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    active = fields.Boolean(default=True)

    _lot_unique = models.UniqueIndex(
        "(company_id, supply_id, name)", "This lot is registered already."
    )
