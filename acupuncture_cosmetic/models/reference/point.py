from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import convert_file

from ...engine import needle_depth, needling_facts, point_names
from .needling_mixin import ANGLES, ZONES
from .point_needling import NEEDLING

_SHOWN = ("code", "name", "hanzi", "pregnancy", "safety_note", "search_text")


class Point(models.Model):
    """A standard acupuncture point (WHO 2008), or an extra point of cosmetic use.

    What the face chart draws of it is a mixin, ``chart_map_mixin.py``; the room of
    charts keeps the code of a point that signed charts name.
    """

    _name = "acupuncture.point"
    _description = "Acupuncture Point"
    _inherit = ["acupuncture.shared.mixin", "acupuncture.chart.map.mixin"]
    _order = "sequence, id"
    _rec_names_search = ("code", "name")

    code = fields.Char(required=True, help="WHO code without a space, e.g. ST6.")
    name = fields.Char(string="Pinyin", required=True)
    pinyin_tones = fields.Char(string="Pinyin with Tones")
    hanzi = fields.Char(string="Chinese, Simplified")
    hanzi_traditional = fields.Char(string="Chinese, Traditional")
    english_name = fields.Char(translate=True)
    aliases = fields.Char(
        string="Other Names", help="Separated by semicolons, e.g. Renzhong for GV26."
    )
    search_text = fields.Char(
        compute="_compute_search_text",
        store=True,
        precompute=True,
        export_string_translation=False,
    )
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
        selection=ZONES,
        required=True,
        help="The zone in which its needles are counted.",
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
    is_free = fields.Boolean(
        string="Without a Place of Its Own",
        help="Ashi, a motor point, a line of wrinkles: each needle has its own place.",
    )
    depth_min_mm = fields.Float(string="Depth From (mm)", digits=(5, 1))
    depth_max_mm = fields.Float(
        string="Depth Limit (mm)",
        digits=(5, 1),
        help="Deeper needling brings a warning. 0: no limit is known.",
    )
    depth_text = fields.Char(string="Depth", compute="_compute_depth_text")
    angle = fields.Selection(selection=ANGLES)
    needling_ids = fields.One2many(
        comodel_name="acupuncture.point.needling",
        inverse_name="point_id",
        string="Needling Facts",
    )
    needling = fields.Selection(
        selection=NEEDLING,
        compute="_compute_needling",
        search="_search_needling",
        help="The most serious of its needling facts. Empty: nobody has decided yet.",
    )
    danger = fields.Text(compute="_compute_needling", string="Dangers")
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
        help="Concerns for which it is often chosen.",
    )
    position_ids = fields.One2many(
        comodel_name="acupuncture.point.position",
        inverse_name="point_id",
        string="Places on the Maps",
    )

    _code_plain = models.Constraint(
        "CHECK (code = upper(code) AND code !~ '\\s')",
        "Write the code of a point in capitals and without spaces, e.g. ST6.",
    )
    _code_unique = models.UniqueIndex(
        "(code)",
        "A point with this code already exists. Choose another code, or edit that "
        "point.",
    )
    _depths = models.Constraint(
        "CHECK (depth_min_mm >= 0 AND depth_max_mm >= 0 "
        "AND (depth_max_mm = 0 OR depth_max_mm >= depth_min_mm))",
        "The depth limit cannot be below the minimum depth.",
    )
    _needles = models.Constraint(
        "CHECK (needles_per_side BETWEEN 1 AND 20)",
        "A point takes 1 to 20 needles per side.",
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

    # ------------------------------------------------------------------
    # Names: how a point is shown, and found however its name is written
    # ------------------------------------------------------------------

    @api.depends("code", "name", "hanzi", "pregnancy", "safety_note")
    @api.depends_context("formatted_display_name")
    def _compute_display_name(self):
        rich = self.env.context.get("formatted_display_name")
        for point in self:
            code = point_names.spoken_code(point.code or "")
            point.display_name = (
                point._rich_name(code) if rich else f"{code} {point.name or ''}".strip()
            )

    def _rich_name(self, code):
        """Return what a dropdown shows: the cautions stand where a point is picked."""
        lines = [f"**{code}** {self.name or ''} {self.hanzi or ''}".strip()]
        if self.pregnancy == "avoid":
            lines[0] += f" `{self.env._('Avoid in pregnancy')}`"
        elif self.pregnancy == "caution":
            lines[0] += f" `{self.env._('Caution in pregnancy')}`"
        if self.safety_note:
            lines.append(f"--{self.safety_note}--")
        return "\n".join(lines)

    @api.depends(
        "code",
        "name",
        "pinyin_tones",
        "hanzi",
        "hanzi_traditional",
        "english_name",
        "aliases",
        "meridian_id.code",
        "meridian_id.aliases",
    )
    def _compute_search_text(self):
        for point in self.with_context(lang=None):
            channel = point.meridian_id
            names = [point.pinyin_tones, point.hanzi, point.hanzi_traditional]
            names += [point.english_name, *(point.aliases or "").split(";")]
            names += point_names.channel_codes(
                point.code or "", channel.code, (channel.aliases or "").split(";")
            )
            point.search_text = point_names.search_text(
                point.code or "", point.name or "", filter(None, names)
            )

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str) and value.strip():
            return self._spelled(value)
        if operator in ("in", "="):
            asked = [value] if operator == "=" else value
            return Domain.OR(
                Domain("search_text", "like", f" {key} ")
                for name in asked
                for key in point_names.query_keys(str(name or ""))
            )
        return super()._search_display_name(operator, value)

    @api.model
    def _spelled(self, asked):
        """Return the domain of points that may be meant."""
        keys = point_names.query_keys(asked)
        if not keys:
            return Domain.FALSE
        found = Domain.OR(Domain("search_text", "like", key) for key in keys)
        words = point_names.words(asked)
        found |= Domain.AND(Domain("search_text", "like", each) for each in words)
        # The search text is in English; this is the user's language.
        return found | Domain("english_name", "ilike", asked.strip())

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Put the best match first: a code before those that begin with it."""
        if operator not in ("ilike", "like") or not (name or "").strip():
            return super().name_search(name, domain, operator, limit)
        found = Domain("display_name", operator, name) & Domain(domain or Domain.TRUE)
        points = self.search_fetch(found, _SHOWN)
        best = points.sorted(lambda point: point_names.rank(point.search_text, name))
        return [(point.id, point.display_name) for point in best[:limit]]

    # ------------------------------------------------------------------
    # Dangers: what can be hurt, and what is said before it is needled
    # ------------------------------------------------------------------

    @api.depends("needling_ids.kind", "needling_ids.danger")
    def _compute_needling(self):
        for point in self:
            facts = point._facts_by_gravity()
            point.needling = facts[:1].kind
            point.danger = "\n".join(filter(None, facts.mapped("danger")))

    def _search_needling(self, operator, value):
        """Find points with such a fact, be it their gravest or not."""
        if operator != "in":
            return NotImplemented
        undecided = [("needling_ids", "=", False)] if False in value else []
        found = [("needling_ids.kind", "in", [kind for kind in value if kind])]
        return ["|", *undecided, *found] if undecided else found

    def _facts_by_gravity(self):
        return self.needling_ids.sorted(
            lambda fact: needling_facts.KINDS.index(fact.kind)
        )

    def _facts(self):
        """Return the facts of this point for the engine."""
        self.ensure_one()
        return [
            needling_facts.Fact(fact.kind, fact.depth_max_mm)
            for fact in self.needling_ids
        ]

    def _depth_limit(self):
        """Return the strictest depth limit in mm, 0 where none is known."""
        self.ensure_one()
        own = needling_facts.Fact(needling_facts.USUAL, self.depth_max_mm)
        return needling_facts.limit_mm([own, *self._facts()])

    def _danger_words(self, kinds):
        """Return what is said of these kinds of facts, one sentence a line."""
        self.ensure_one()
        return "\n".join(
            self.env._(
                "%(point)s, %(danger)s",
                point=self.display_name,
                danger=self._fact_words(fact),
            )
            for fact in self._facts_by_gravity()
            if fact.kind in kinds
        )

    def _fact_words(self, fact):
        return self.env._(
            "%(fact)s: %(danger)s",
            fact=fact._label().lower(),
            danger=self._danger_and_rule(fact),
        )

    def _danger_and_rule(self, fact):
        return " ".join(filter(None, (fact.danger, self._rule_words(fact))))

    def _chart_facts(self):
        """Return the facts beyond the usual for the face chart, gravest first."""
        return [
            {
                "kind": fact.kind,
                "label": fact._label(),
                "limit": fact.depth_max_mm,
                "danger": self._danger_and_rule(fact),
                "words": self._fact_words(fact),
            }
            for fact in self._facts_by_gravity()
            if fact.kind != needling_facts.USUAL
        ]

    def _rule_words(self, fact):
        """Return the rule of a fact that has one, in words."""
        if not needling_facts.is_slanted([needling_facts.Fact(fact.kind)]):
            return ""
        if not fact.depth_max_mm:
            return self.env._("Oblique or transverse only.")
        return self.env._(
            "Oblique or transverse only, at most %(limit)s mm.",
            limit=needle_depth.in_mm(fact.depth_max_mm),
        )

    def _broken_facts(self, side, depth_mm, angle, sides=()):
        """Return the kinds of facts that such a needle breaks, worst first.

        :param sides: where else the point is needled in the same session
        """
        self.ensure_one()
        needle = needling_facts.Needle(side, depth_mm, angle)
        return needling_facts.broken(self._facts(), needle, sides)

    def _most_needles(self):
        """Return how many needles go in on one side; where it is free, any number."""
        self.ensure_one()
        return float("inf") if self.is_free else self.needles_per_side

    def _needs_supervisor(self):
        """Tell whether a trainee needs the supervisor here: eye, neck or chest.

        A point without a place of its own may be anywhere.
        """
        self.ensure_one()
        return self.is_free or needling_facts.needs_supervisor(
            self.region, self.needling_ids.mapped("kind")
        )
