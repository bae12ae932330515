from odoo import api, fields, models

ZONES = [
    ("scalp", "Scalp"),
    ("face_upper", "Upper face"),
    ("face_middle", "Middle face"),
    ("face_lower", "Lower face"),
    ("neck", "Neck"),
    ("arms", "Arms and hands"),
    ("chest_abdomen", "Chest and abdomen"),
    ("back", "Back"),
    ("legs", "Legs and feet"),
]
ANGLES = [
    ("perpendicular", "Perpendicular"),
    ("oblique", "Oblique"),
    ("transverse", "Transverse"),
]
# what is said of the needle at a point
HOW = (
    "zone",
    "gauge_mm",
    "length_mm",
    "depth_mm",
    "angle",
    "stimulation",
    "response",
)


class NeedlingMixin(models.AbstractModel):
    """How a point is needled, in the words of STRICTA 2b to 2g.

    The same facts stand in a protocol, in a client's plan and in the chart. Lengths and
    depths are in mm.
    """

    _name = "acupuncture.needling.mixin"
    _description = "How a Point Is Needled"

    point_id = fields.Many2one(
        comodel_name="acupuncture.point", ondelete="restrict", required=True, index=True
    )
    side = fields.Selection(
        selection=[
            ("both", "Both sides"),
            ("left", "Left"),
            ("right", "Right"),
            ("mid", "Midline"),
        ],
        required=True,
        default="both",
        help="The client's left or right.",
    )
    zone = fields.Selection(
        selection=ZONES,
        required=True,
        compute="_compute_zone",
        store=True,
        readonly=False,
        precompute=True,
        help="Needles are counted by zone.",
    )
    gauge_mm = fields.Float(string="Needle (mm)", digits=(4, 2))
    length_mm = fields.Float(string="Length (mm)", digits=(5, 1))
    depth_mm = fields.Float(string="Depth (mm)", digits=(5, 1))
    angle = fields.Selection(selection=ANGLES)
    stimulation = fields.Selection(
        selection=[
            ("none", "None"),
            ("manual", "By hand"),
            ("electrical", "Electrical"),
        ],
        default="none",
    )
    response = fields.Selection(
        selection=[("none", "None"), ("de_qi", "De qi"), ("twitch", "Muscle twitch")],
        string="Response Sought",
    )

    depth_warning = fields.Char(compute="_compute_depth_warning")
    danger_warning = fields.Char(
        string="Danger",
        compute="_compute_danger_warning",
        help="What a needle placed like this could injure.",
    )
    point_pregnancy = fields.Selection(related="point_id.pregnancy")

    def _compute_zone(self):
        """Without api.depends on purpose: given once, from the point, then kept."""
        for row in self:
            row.zone = row.zone or row.point_id.zone

    @api.depends(
        "depth_mm",
        "point_id.depth_max_mm",
        "point_id.code",
        "point_id.needling_ids.depth_max_mm",
    )
    def _compute_depth_warning(self):
        for row in self:
            point = row.point_id
            row.depth_warning = point and point._depth_warning(row.depth_mm)

    @api.depends("point_id.needling_ids.kind", "side", "depth_mm", "angle")
    def _compute_danger_warning(self):
        for row in self:
            row.danger_warning = row.point_id and row.point_id._danger_words(
                row._broken_facts()
            )

    def _broken_facts(self):
        """Return the kinds of facts of the point that this row breaks, worst first."""
        self.ensure_one()
        return self.point_id._broken_facts(self.side, self.depth_mm, self.angle)
