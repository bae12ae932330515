from odoo import api, models
from odoo.exceptions import ValidationError

from ...engine.needling_facts import FORBIDDEN


class PlannedNeedlingMixin(models.AbstractModel):
    """How a point is to be needled: in a protocol, in a client's plan.

    What is planned must be possible. A chart says what was done, as it was done.
    """

    _name = "acupuncture.planned.needling.mixin"
    _description = "How a Point Is to Be Needled"
    _inherit = ["acupuncture.needling.mixin"]

    _needle_sane = models.Constraint(
        "CHECK (gauge_mm IS NULL OR gauge_mm = 0 OR gauge_mm BETWEEN 0.05 AND 0.5)",
        "A needle is 0.05 to 0.5 mm thick. Enter 0.16 for a 0.16 mm needle.",
    )
    _depth_fits = models.Constraint(
        "CHECK (coalesce(depth_mm, 0) >= 0 AND coalesce(length_mm, 0) >= 0"
        " AND (coalesce(length_mm, 0) = 0 OR coalesce(depth_mm, 0) <= length_mm))",
        "A needle cannot go deeper than its length. Choose a longer needle or a "
        "smaller depth.",
    )

    @api.constrains("point_id")
    def _check_point_allowed(self):
        """No plan needles what nobody needles; the rest it warns about."""
        for row in self:
            kinds = row._broken_facts()
            if FORBIDDEN in kinds:
                raise ValidationError(
                    self.env._(
                        "%(danger)s\nChoose another point.",
                        danger=row.point_id._danger_words([FORBIDDEN]),
                    )
                )
