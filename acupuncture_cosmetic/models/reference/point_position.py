from odoo import fields, models

MAPS = [
    ("face_front", "Face, front"),
    ("face_left", "Face, left side"),
    ("face_right", "Face, right side"),
    ("body_front", "Body, front"),
    ("body_back", "Body, back"),
]


class PointPosition(models.Model):
    """Where a point lies on one of our drawings.

    ``x`` and ``y`` are in units of the drawing's view box, from its upper left corner.
    Left and right are the client's.
    """

    _name = "acupuncture.point.position"
    _description = "Place of a Point on a Map"
    _inherit = ["acupuncture.shared.mixin"]
    _shared_by = "point_id"
    _order = "point_id, map, side, id"
    _rec_name = "point_id"

    point_id = fields.Many2one(
        comodel_name="acupuncture.point", ondelete="cascade", required=True, index=True
    )
    map = fields.Selection(selection=MAPS, required=True)
    side = fields.Selection(
        selection=[("left", "Left"), ("right", "Right"), ("mid", "Midline")],
        required=True,
    )
    x = fields.Float(required=True)
    y = fields.Float(required=True)
