from odoo import fields, models


class Supply(models.Model):
    """What is used up or applied in a session: needles, serums, oils, devices."""

    _name = "acupuncture.supply"
    _description = "Supply"
    _order = "kind, sequence, name, id"

    name = fields.Char(required=True)
    kind = fields.Selection(
        selection=[
            ("needle", "Needle"),
            ("skin_prep", "Skin preparation"),
            ("serum", "Serum, oil or mask"),
            ("sunscreen", "Sunscreen"),
            ("device", "Device"),
            ("other", "Other"),
        ],
        required=True,
        default="needle",
    )
    maker = fields.Char()
    gauge_mm = fields.Float(string="Diameter (mm)", digits=(4, 2))
    length_mm = fields.Float(string="Length (mm)", digits=(5, 1))
    ingredients = fields.Text(help="The list of ingredients (INCI) of the label.")
    allergens = fields.Char(
        help="Allergens by name, separated by commas: shown beside the client's allergies."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: all clinics use it.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    lot_ids = fields.One2many(
        comodel_name="acupuncture.supply.lot", inverse_name="supply_id", string="Lots"
    )
