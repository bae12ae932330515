from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.needling_facts import FORBIDDEN, OVER_LUNG
from ..foundation.private_key import PrivateKey
from ..reference.needling_mixin import HOW

_PREFILLING = PrivateKey("prefilling")
SET = ("point_id", "side", *HOW)  # what makes another needle of it


class NeedleDangerMixin(models.AbstractModel):
    """What a needle could hurt is said before it goes in, and by whom it was heard.

    A needle that breaks a fact of its point is set only when somebody says that the
    danger is known, and why it is set all the same; where no point is, the lung below
    asks as at the point nearby. Who learns sets none at the eye, on
    neck or chest before the supervisor is there.
    """

    _name = "acupuncture.needle.danger.mixin"
    _description = "What a Needle Could Hurt"

    danger_accepted = fields.Boolean(
        string="Needle Anyway",
        help="The danger of this point is known, and it is needled anyway.",
    )
    danger_reason = fields.Char(string="Why Needle Anyway")
    danger_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Accepted By",
        ondelete="restrict",
        compute="_compute_danger_by",
        store=True,
        precompute=True,
    )
    danger_at = fields.Datetime(
        string="Accepted At",
        compute="_compute_danger_by",
        store=True,
        precompute=True,
    )

    @api.depends("danger_accepted", "danger_reason")
    def _compute_danger_by(self):
        for needle in self:
            accepted = needle.danger_accepted
            needle.danger_by_id = accepted and self.env.uid
            needle.danger_at = accepted and fields.Datetime.now()

    def _broken_facts(self):
        """Return the kinds of facts that this needle breaks, beside the others."""
        self.ensure_one()
        others = self.treatment_id.needle_ids - self
        sides = {other.side for other in others if other.point_id == self.point_id}
        return self.point_id._broken_facts(self.side, self.depth_mm, self.angle, sides)

    @api.constrains(
        "treatment_id",
        "point_id",
        "map",
        "map_x",
        "map_y",
        "side",
        "depth_mm",
        "angle",
        "danger_accepted",
        "danger_reason",
    )
    def _check_danger(self):
        """Refuse what is never needled, and what breaks a fact without a word."""
        near = self._points_near()
        for needle in self:
            point, kinds = needle.point_id, needle._broken_facts()
            if needle in near:
                point = near[needle]
                kinds = point._broken_facts(needle.side, needle.depth_mm, needle.angle)
                kinds = [kind for kind in kinds if kind == OVER_LUNG]
            if FORBIDDEN in kinds:
                message = self.env._(
                    "%(danger)s\nChoose another point.",
                    danger=point._danger_words([FORBIDDEN]),
                )
            elif kinds and not needle._is_danger_told():
                message = self.env._(
                    "%(danger)s\nChange the needle, or tick “Needle Anyway” and say "
                    "why.",
                    danger=point._danger_words(kinds),
                )
            else:
                continue
            raise ValidationError(message)

    def _is_danger_told(self):
        self.ensure_one()
        return self.danger_accepted and bool((self.danger_reason or "").strip())

    @api.model
    def _prefilling(self, charts):
        """Return ``charts`` ready for rows that are proposed, not yet set."""
        return _PREFILLING.on(charts)

    @api.model
    def _is_prefilling(self):
        return _PREFILLING.opens(self)

    def _check_supervised(self):
        """Hold who learns off eye, neck and chest until the supervisor is there.

        :raises UserError: names the points, and who opens the chart
        """
        for treatment in self.treatment_id:
            needles = self.filtered(lambda row, t=treatment: row.treatment_id == t)
            if points := needles._wait_for_supervisor():
                raise UserError(
                    self.env._(
                        "%(points)s: %(supervisor)s must be present first, and press "
                        "“I Am Present” in this chart.",
                        points=", ".join(points.mapped("display_name")),
                        supervisor=treatment.supervisor_id.name,
                    )
                )

    def _wait_for_supervisor(self):
        """Return the points of these needles that a trainee may not set alone."""
        waiting = self.filtered(lambda row: row.treatment_id.needs_supervisor)
        return waiting._points_needled().filtered(
            lambda point: point._needs_supervisor()
        )
