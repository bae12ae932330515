from odoo import api, fields, models


class NeedleLotsLine(models.TransientModel):
    """One needle size of a chart, and its lot."""

    _name = "acupuncture.needle.lots.line"
    _description = "Lot of One Needle Size"
    _inherit = ["acupuncture.dialog.mixin"]
    _rec_name = "size"

    wizard_id = fields.Many2one(
        comodel_name="acupuncture.needle.lots", ondelete="cascade", required=True
    )
    gauge_mm = fields.Float(string="Diameter (mm)", digits=(4, 2))
    length_mm = fields.Float(string="Length (mm)", digits=(5, 1))
    size = fields.Char(string="Needle", compute="_compute_size")
    count = fields.Integer(string="Needles")
    lot_id = fields.Many2one(comodel_name="acupuncture.supply.lot", ondelete="cascade")

    @api.depends("gauge_mm", "length_mm")
    def _compute_size(self):
        label = self.env["acupuncture.supply"]._size_label
        for line in self:
            line.size = label(line.gauge_mm, line.length_mm)
