from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import face_marks
from ..reference.point_position import MAPS

PLACE = ("map", "map_x", "map_y")
SITE = ("kind", *PLACE, "site", "line_no")


class NeedleSiteMixin(models.AbstractModel):
    """What kind of needle it is, and where it went where no standard point is.

    Ashi, motor points and lines of wrinkles are points of the catalogue without a place
    of their own (``is_free``): their needles have one each, on a drawing. Needles along
    one line share its number. Each counts in the zone of the nearest standard point,
    and needs the supervisor where that one does.
    """

    _name = "acupuncture.needle.site.mixin"
    _description = "Kind of Needle and Free Place"

    kind = fields.Selection(
        selection=[("press", "Press needle"), ("intradermal", "Intradermal needle")],
        help="Empty: an ordinary, filiform needle.",
    )
    map = fields.Selection(selection=MAPS, string="Drawing")
    map_x = fields.Float(string="Place, Across")
    map_y = fields.Float(string="Place, Down")
    site = fields.Char(
        string="Where", help="A muscle or a line in words, e.g. masseter, frown line."
    )
    line_no = fields.Integer(
        string="Line", help="Needles along the same line have the same number."
    )

    _inside_drawing = models.Constraint(
        "CHECK (map IS NULL OR (map_x BETWEEN 0 AND 600 AND map_y BETWEEN 0 AND 1000))",
        "The needle lies outside of the drawing. Place it again.",
    )

    @api.constrains("point_id", "map")
    def _check_free_place(self):
        for needle in self.filtered("map"):
            if not needle.point_id.is_free:
                raise ValidationError(
                    self.env._(
                        "%(point)s has a place of its own on the drawings. Choose "
                        "Ashi, a motor point or a wrinkle line for a needle "
                        "elsewhere.",
                        point=needle.point_id.display_name,
                    )
                )

    @api.constrains("side", "map", "map_x")
    def _check_side_of_place(self):
        """What is drawn on one side is not written down for the other."""
        labels = dict(self._fields["side"]._description_selection(self.env))
        for needle in self.filtered("map"):
            drawn = face_marks.side(needle.map, needle.map_x)
            if {drawn, needle.side} == {"left", "right"}:
                raise ValidationError(
                    self.env._(
                        "%(point)s is drawn on one side (%(drawn)s) and written down "
                        "for the other (%(side)s). Correct the side, or move the "
                        "needle.",
                        point=needle.point_id.display_name,
                        drawn=labels[drawn],
                        side=labels[needle.side],
                    )
                )

    @api.model
    def _sited(self, vals_list):
        """Return these values of new needles; a free place tells its zone."""
        usual = {
            name: self.env.context[f"default_{name}"]
            for name in PLACE
            if f"default_{name}" in self.env.context
        }
        vals_list = [{**usual, **vals} for vals in vals_list]
        free = [vals for vals in vals_list if vals.get("map") and not vals.get("zone")]
        nearest = self._nearest_points(
            [(vals["map"], vals.get("map_x", 0), vals.get("map_y", 0)) for vals in free]
        )
        zones = {
            id(vals): point.zone
            for vals, point in zip(free, nearest, strict=True)
            if point
        }
        return [
            {"zone": zones[id(vals)], **vals} if id(vals) in zones else vals
            for vals in vals_list
        ]

    def _by_new_zone(self, vals):
        """Return zone -> those of these needles that count there with these values.

        Only a needle that has a place on a drawing goes to another zone by being moved.
        """
        spots = {
            needle: tuple(vals.get(name, needle[name]) for name in PLACE)
            for needle in self
        }
        placed = {needle: spot for needle, spot in spots.items() if spot[0]}
        zones = {needle: needle.zone for needle in self}
        for needle, near in zip(
            placed, self._nearest_points(list(placed.values())), strict=True
        ):
            zones[needle] = near.zone or needle.zone
        return self.grouped(zones.get)

    @api.model
    def _nearest_points(self, spots):
        """Return the standard point nearest to each (drawing, x, y), in one query."""
        points = self.env["acupuncture.point"]
        if not spots:
            return []
        found = self.env["acupuncture.point.position"].search_fetch(
            [("map", "in", list({name for name, _x, _y in spots}))],
            ["point_id", "map", "x", "y"],
        )
        places = {
            name: [
                face_marks.Place(
                    row.point_id.id,
                    row.x,
                    row.y,
                    face_marks.IN_THE_HAIR if row.point_id.zone == "scalp" else 1.0,
                )
                for row in rows
            ]
            for name, rows in found.grouped("map").items()
        }
        return [
            points.browse(face_marks.nearest(places.get(name, ()), x, y))
            for name, x, y in spots
        ]

    def _points_needled(self):
        """Return the points that these needles reach: their own, or the nearest."""
        near = self._points_near()
        others = self.filtered(lambda one: one not in near)
        return others.point_id.union(*near.values())

    def _points_near(self):
        """Return needle -> the standard point nearest to it, for free ones."""
        free = self.filtered("map")
        spots = [(one.map, one.map_x, one.map_y) for one in free]
        return {
            needle: point
            for needle, point in zip(free, self._nearest_points(spots), strict=True)
            if point
        }

    def _site_values(self):
        """Return kind and place of this needle as values, as far as there are some."""
        self.ensure_one()
        return {name: self[name] for name in SITE if self[name]}

    def _spoken_point(self):
        """Return the point as a note names it, a free one with where it is."""
        self.ensure_one()
        point = self.point_id
        if not point.is_free:
            return point.code
        return f"{point.name} ({self.site})" if self.site else point.name
