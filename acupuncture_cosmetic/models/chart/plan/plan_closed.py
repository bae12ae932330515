from odoo import api, fields, models

from ....engine import plan_points


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
    def _closed_points(self, standing):
        """Return point id -> why it is closed, of all points of the catalogue."""
        _known, effects, _closed = standing or (False, {}, frozenset())
        if not plan_points.pregnancy_findings(effects):
            return {}
        points = self.env["acupuncture.point"].search_fetch(
            [("pregnancy", "=", "avoid")], ["code", "pregnancy"]
        )
        verdicts = plan_points.judge(
            [plan_points.PlanPoint(point.code, point.pregnancy) for point in points],
            effects,
        )
        items = self.env["acupuncture.plan.point"]._item_names()
        return {
            str(point.id): self._closed_point_words(verdict, items)
            for point, verdict in zip(points, verdicts, strict=True)
            if verdict.state == "closed"
        }
