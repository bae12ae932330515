from odoo import fields, models

from .needling_mixin import ANGLES, ZONES


class Point(models.Model):
    """A standard acupuncture point (WHO 2008), or an extra point of cosmetic use."""

    _name = "acupuncture.point"
    _description = "Acupuncture Point"
    _order = "sequence, id"

    code = fields.Char(required=True, help="WHO code without a space, e.g. ST6.")
    name = fields.Char(string="Pinyin", required=True)
    pinyin_tones = fields.Char(string="Pinyin with Tones")
    hanzi = fields.Char(string="Chinese, Simplified")
    hanzi_traditional = fields.Char(string="Chinese, Traditional")
    english_name = fields.Char(translate=True)
    meridian_id = fields.Many2one(
        comodel_name="acupuncture.meridian",
        ondelete="restrict",
        required=True,
        index=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    region = fields.Selection(
        selection=[
            ("face", "Face"),
            ("head", "Head"),
            ("neck", "Neck"),
            ("chest", "Chest"),
            ("abdomen", "Abdomen"),
            ("back", "Back"),
            ("upper_limb", "Upper limb"),
            ("lower_limb", "Lower limb"),
            ("perineum", "Perineum"),
        ],
        required=True,
    )
    zone = fields.Selection(
        selection=ZONES, required=True, help="Where its needles are counted."
    )
    laterality = fields.Selection(
        selection=[("bilateral", "Both sides"), ("midline", "Midline")],
        required=True,
        default="bilateral",
    )
    needles_per_side = fields.Integer(
        default=1,
        required=True,
        help="More than one for a group of points: EX-HN1 has 4.",
    )
    depth_min_mm = fields.Float(string="Depth From (mm)", digits=(5, 1))
    depth_max_mm = fields.Float(
        string="Depth Limit (mm)",
        digits=(5, 1),
        help="A deeper needle is warned about.",
    )
    angle = fields.Selection(selection=ANGLES)
    pregnancy = fields.Selection(
        selection=[("ok", "No flag known"), ("caution", "Caution"), ("avoid", "Avoid")],
        required=True,
        default="ok",
    )
    safety_note = fields.Text()
    cosmetic_use = fields.Text()
    source = fields.Char()
    position_ids = fields.One2many(
        comodel_name="acupuncture.point.position",
        inverse_name="point_id",
        string="Places on the Maps",
    )

    _code_unique = models.UniqueIndex("(code)", "A point with this code exists.")
    _depths = models.Constraint(
        "CHECK (depth_min_mm >= 0 AND depth_max_mm >= depth_min_mm)",
        "The depth limit lies below the least depth.",
    )
    _needles = models.Constraint(
        "CHECK (needles_per_side BETWEEN 1 AND 20)",
        "A point takes at least one needle.",
    )
