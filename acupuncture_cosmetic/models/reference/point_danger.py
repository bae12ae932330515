from odoo import api, fields, models

from ...engine import needle_depth, needling_facts
from .point_needling import NEEDLING


class Point(models.Model):
    """What can be hurt at a point, and what is said before it is needled."""

    _inherit = "acupuncture.point"

    needling_ids = fields.One2many(
        comodel_name="acupuncture.point.needling",
        inverse_name="point_id",
        string="Needling Facts",
    )
    needling = fields.Selection(
        selection=NEEDLING,
        compute="_compute_needling",
        search="_search_needling",
        help="The gravest of its facts. Empty: nobody has decided yet.",
    )
    danger = fields.Text(compute="_compute_needling", string="Dangers")

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

    def _needs_supervisor(self):
        """Tell whether a trainee needs the supervisor here: eye, neck or chest."""
        self.ensure_one()
        return needling_facts.needs_supervisor(
            self.region, self.needling_ids.mapped("kind")
        )
