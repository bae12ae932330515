from odoo import api, models

FACE_NEEDLE = {"gauge_mm": 0.16, "length_mm": 15.0}
BODY_NEEDLE = {"gauge_mm": 0.20, "length_mm": 30.0}
FACE_ZONES = ("scalp", "face_upper", "face_middle", "face_lower", "neck")


class ChartMapMixin(models.AbstractModel):
    """What the face chart draws: every point, its places, and the words around it.

    Part of ``acupuncture.point``.
    """

    _name = "acupuncture.chart.map.mixin"
    _description = "Points for the Face Chart"

    @api.model
    def chart_map(self):
        """Return all points and places in one answer, for the browser to keep.

        ``places`` maps a drawing to rows of point id, side, x and y. ``needles`` says
        which needle a zone usually gets; the practitioner's last choice goes before it.
        """
        return {
            "points": self._chart_points(),
            "places": self._chart_places(),
            "labels": self._chart_labels(),
            "needles": {
                zone: FACE_NEEDLE if zone in FACE_ZONES else BODY_NEEDLE
                for zone in dict(self._fields["zone"].selection)
            },
        }

    @api.model
    def _chart_points(self):
        points = self.search([])  # pylint: disable=no-search-all
        points.fetch()
        return [
            {
                "id": point.id,
                "name": point.display_name,
                "code": point.code,
                "pinyin": point.pinyin_tones or point.name,
                "plain": point.name,
                "hanzi": point.hanzi or "",
                "english": point.english_name or "",
                "keys": point.search_text,
                "zone": point.zone,
                "free": point.is_free,
                "midline": point.laterality == "midline",
                "needles": point.needles_per_side,
                "depth_min": point.depth_min_mm,
                "depth_max": point._depth_limit(),
                "angle": point.angle,
                "pregnancy": point.pregnancy,
                "note": point.safety_note or "",
                "facts": point._chart_facts(),
                "supervised": point._needs_supervisor(),
                "cosmetic": bool(point.cosmetic_use),
            }
            for point in points
        ]

    @api.model
    def _chart_places(self):
        places = self.env["acupuncture.point.position"].search_fetch(
            [("point_id.active", "=", True)], ["point_id", "map", "side", "x", "y"]
        )
        rows = {name: [] for name in dict(places._fields["map"].selection)}
        for place in places:
            rows[place.map].append([place.point_id.id, place.side, place.x, place.y])
        return rows

    @api.model
    def _chart_labels(self):
        """Return field -> rows of value and words, in the language of the user."""
        needle = self.env["acupuncture.needling.mixin"].fields_get(
            ["zone", "side", "angle", "stimulation", "response"], ["selection"]
        )
        place = self.env["acupuncture.point.position"].fields_get(
            ["map"], ["selection"]
        )
        return {
            name: described["selection"]
            for name, described in {**needle, **place}.items()
        }
