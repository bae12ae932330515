from odoo import api, fields, models
from odoo.tools import convert_file

from ...engine import needle_depth, point_names
from .needling_mixin import ANGLES, ZONES


class Point(models.Model):
    """A standard acupuncture point (WHO 2008), or an extra point of cosmetic use."""

    _name = "acupuncture.point"
    _description = "Acupuncture Point"
    _inherit = ["acupuncture.shared.mixin"]
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
        help="A deeper needle is warned about. 0: no limit is known.",
    )
    depth_text = fields.Char(string="Depth", compute="_compute_depth_text")
    angle = fields.Selection(selection=ANGLES)
    pregnancy = fields.Selection(
        selection=[("ok", "No flag known"), ("caution", "Caution"), ("avoid", "Avoid")],
        required=True,
        default="ok",
    )
    safety_note = fields.Text()
    cosmetic_use = fields.Char()
    source = fields.Char()
    concern_ids = fields.Many2many(
        comodel_name="acupuncture.concern",
        relation="acupuncture_concern_point_rel",
        column1="point_id",
        column2="concern_id",
        string="Concerns",
        help="For these it is often chosen.",
    )
    position_ids = fields.One2many(
        comodel_name="acupuncture.point.position",
        inverse_name="point_id",
        string="Places on the Maps",
    )

    _code_plain = models.Constraint(
        "CHECK (code = upper(code) AND code !~ '\\s')",
        "Write a point's code in capitals and without spaces, as ST6.",
    )
    _code_unique = models.UniqueIndex(
        "(code)",
        "A point with this code exists. Choose another code, or change that one.",
    )
    _depths = models.Constraint(
        "CHECK (depth_min_mm >= 0 AND depth_max_mm >= 0 "
        "AND (depth_max_mm = 0 OR depth_max_mm >= depth_min_mm))",
        "The depth limit lies below the least depth.",
    )
    _needles = models.Constraint(
        "CHECK (needles_per_side BETWEEN 1 AND 20)",
        "A point takes at least one needle.",
    )

    @api.depends("depth_min_mm", "depth_max_mm", "needling_ids.depth_max_mm")
    def _compute_depth_text(self):
        for point in self:
            point.depth_text = point._depth_words()

    def _depth_words(self):
        """Return from and to how deep a needle goes here, as far as it is known."""
        limit = self._depth_limit()
        if not limit:
            return self.env._("No limit known")
        if not self.depth_max_mm:
            return self.env._("At most %(most)s mm", most=needle_depth.in_mm(limit))
        return self.env._(
            "%(least)s to %(most)s mm",
            least=needle_depth.in_mm(self.depth_min_mm),
            most=needle_depth.in_mm(limit),
        )

    @api.model
    def _load_catalogue(self, file_names):
        """Load shipped files: create what is new, leave what a clinic may have edited.

        Odoo's own way to load CSV files would bring edited facts back at each update.
        """
        for name in file_names:
            convert_file(
                self.env,
                "acupuncture_cosmetic",
                f"data/reference/{name}",
                None,
                mode="update",
                noupdate=True,
            )

    def _depth_warning(self, depth_mm):
        """Return what to say of a depth; nothing where no limit is known."""
        self.ensure_one()
        limit = self._depth_limit()
        excess = needle_depth.excess_mm(depth_mm, limit)
        if not excess:
            return False
        return self.env._(
            "%(depth)s mm is %(excess)s mm deeper than the limit of %(point)s, "
            "%(limit)s mm.",
            depth=needle_depth.in_mm(depth_mm),
            excess=needle_depth.in_mm(excess),
            point=point_names.spoken_code(self.code),
            limit=needle_depth.in_mm(limit),
        )
