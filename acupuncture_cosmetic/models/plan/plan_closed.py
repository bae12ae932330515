from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import plan_points, spared_limbs


class Plan(models.Model):
    """What the face chart marks as closed, whether it stands in the plan or not."""

    _inherit = "acupuncture.plan"

    closed_data = fields.Json(
        compute="_compute_closed_data",
        export_string_translation=False,
        help="Technical: point id and why it is not needled, for the face chart.",
    )

    @api.depends("client_id", "company_id")
    def _compute_closed_data(self):
        standings = self._standings()
        for plan in self:
            plan.closed_data = self._closed_points(standings[plan])

    @api.model
    def _closed_places(self, effects):
        """Return domains of the points that these effects may close on both sides."""
        places = []
        if plan_points.pregnancy_findings(effects):
            places.append(Domain("pregnancy", "=", "avoid"))
        if plan_points.THIN_CHEST in effects:
            places.append(Domain("code", "in", list(plan_points.LUNG_POINTS)))
        regions = {
            key.split(":")[1]
            for key in effects
            if key.startswith(spared_limbs.NODES + ":")
        }
        if regions:
            places.append(Domain("region", "in", list(regions)))
        return places

    @api.model
    def _closed_points(self, standing):
        """Return point id -> why it is closed, of all points of the catalogue."""
        _known, effects, _closed = standing or (False, {}, frozenset())
        places = self._closed_places(effects)
        if not places:
            return {}
        points = self.env["acupuncture.point"].search_fetch(
            Domain.OR(places), ["code", "pregnancy", "region"]
        )
        verdicts = plan_points.judge(
            [
                plan_points.PlanPoint(point.code, point.pregnancy, region=point.region)
                for point in points
            ],
            effects,
        )
        items = self.env["acupuncture.plan.point"]._item_names()
        return {
            str(point.id): self._closed_point_words(verdict, items)
            for point, verdict in zip(points, verdicts, strict=True)
            if verdict.state == "closed"
        }
