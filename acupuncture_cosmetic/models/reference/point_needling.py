from odoo import fields, models

NEEDLING = [
    ("normal", "As usual"),
    ("periorbital", "Around the eye"),
    ("oblique_only", "Oblique or transverse only"),
    ("one_side", "One side at a time"),
    ("over_lung", "Over the lung"),
    ("experienced", "Experienced hands only"),
    ("forbidden", "Not to be needled"),
]


class PointNeedling(models.Model):
    """One fact of how a point may be needled, its danger and who says so.

    A point may have several: over the lung, and for experienced hands only.
    """

    _name = "acupuncture.point.needling"
    _description = "How a Point May Be Needled"
    _inherit = ["acupuncture.shared.mixin"]
    _shared_by = "point_id"
    _order = "point_id, kind, id"
    _rec_name = "kind"

    point_id = fields.Many2one(
        comodel_name="acupuncture.point", ondelete="cascade", required=True, index=True
    )
    kind = fields.Selection(
        selection=NEEDLING, string="Needling", required=True, default="normal"
    )
    depth_max_mm = fields.Float(
        string="Not Deeper Than (mm)",
        digits=(5, 1),
        help="The limit set by this fact, besides that of the point. 0: none.",
    )
    danger = fields.Char(translate=True, help="What lies there, in one sentence.")
    source = fields.Char(required=True)

    _once = models.UniqueIndex(
        "(point_id, kind)",
        "The point already has this needling fact. Change that line instead.",
    )
    _limit = models.Constraint(
        "CHECK (depth_max_mm >= 0)", "A depth limit cannot be negative."
    )
    _told = models.Constraint(
        "CHECK (kind = 'normal' OR danger IS NOT NULL)",
        "Say in one sentence what the danger is.",
    )

    def _label(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]
