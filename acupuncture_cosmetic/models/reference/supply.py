from odoo import api, fields, models
from odoo.fields import Domain


class Supply(models.Model):
    """What is used up or applied in a session: needles, serums, oils, devices."""

    _name = "acupuncture.supply"
    _description = "Supply"
    _inherit = ["acupuncture.shared.mixin"]
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
        default="serum",
    )
    maker = fields.Char(string="Brand or Maker")
    reference = fields.Char(
        string="Item Number", help="The maker's number, as printed on the box."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        index="btree_not_null",
        help="Leave empty if all clinics use it.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    gauge_mm = fields.Float(string="Diameter (mm)", digits=(4, 2))
    length_mm = fields.Float(string="Length (mm)", digits=(5, 1))
    ingredients = fields.Text(help="The list of ingredients (INCI) on the label.")
    allergens = fields.Char(
        help="By name, separated by commas; shown beside the client's allergies."
    )
    months_open = fields.Integer(
        string="Months After Opening",
        help="How long it may be used once opened. Zero: until it expires.",
    )

    lot_ids = fields.One2many(
        comodel_name="acupuncture.supply.lot", inverse_name="supply_id", string="Lots"
    )
    open_lot_id = fields.Many2one(
        comodel_name="acupuncture.supply.lot",
        string="Lot in Use",
        ondelete="set null",
        compute="_compute_open_lot",
        help="The opened lot to be used up first. Charts fill it in automatically.",
    )

    _needle_size = models.Constraint(
        "CHECK (kind <> 'needle' OR LEAST(COALESCE(gauge_mm, 0), "
        "COALESCE(length_mm, 0)) > 0)",
        "Enter the diameter and the length of the needle.",
    )
    _months = models.Constraint(
        "CHECK (months_open BETWEEN 0 AND 120)",
        "Months after opening must be between 0 and 120.",
    )

    @api.depends("name", "maker")
    def _compute_display_name(self):
        for supply in self:
            supply.display_name = " · ".join(filter(None, [supply.name, supply.maker]))

    @api.depends_context("company")
    @api.depends("lot_ids.opened_on", "lot_ids.last_day", "lot_ids.active")
    def _compute_open_lot(self):
        company = self.env.company
        lots = self.env["acupuncture.supply.lot"]._open_lots(
            company, company._clinic_today(), Domain("supply_id", "in", self.ids)
        )
        for supply in self:
            supply.open_lot_id = lots.get(supply._origin)

    def action_receive(self):
        """Ask for number and expiry of a lot that was delivered."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register a Lot"),
            "res_model": "acupuncture.supply.lot",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_supply_id": self.id, "dialog_size": "medium"},
        }

    def _allergen_names(self):
        """Return the allergens of these supplies as lower-case names."""
        return {
            word.strip().lower()
            for supply in self
            for word in (supply.allergens or "").split(",")
            if word.strip()
        }

    def _size(self):
        """Return diameter and length, as they compare."""
        return round(self.gauge_mm, 2), round(self.length_mm, 1)

    @api.model
    def _size_label(self, gauge_mm, length_mm):
        """Return a size as people say it: 0.16 × 15 mm."""
        return f"{gauge_mm:.2f} × {length_mm:g} mm"
