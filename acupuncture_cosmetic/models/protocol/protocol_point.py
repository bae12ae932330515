from odoo import api, fields, models


class ProtocolPoint(models.Model):
    """One point of a protocol and how it is needled."""

    _name = "acupuncture.protocol.point"
    _description = "Point of a Protocol"
    _inherit = [
        "acupuncture.protocol.child.mixin",
        "acupuncture.planned.needling.mixin",
    ]
    _order = "protocol_id, sequence, id"
    _rec_name = "point_id"

    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        ondelete="cascade",
        required=True,
        index=True,
    )
    sequence = fields.Integer(default=10)
    optional = fields.Boolean(help="Chosen where it fits, not part of every session.")

    @api.onchange("point_id")
    def _onchange_point_id(self):
        """Start from what the catalogue says of the point."""
        point = self.point_id
        if point:
            self.side = "mid" if point.laterality == "midline" else "both"
            self.zone = point.zone
            self.angle = point.angle
            self.depth_mm = self.depth_mm or point.depth_min_mm

    def _needling_values(self):
        """Return how this row is needled, as create values of another row."""
        self.ensure_one()
        return {
            "sequence": self.sequence,
            "point_id": self.point_id.id,
            "side": self.side,
            "zone": self.zone,
            "gauge_mm": self.gauge_mm,
            "length_mm": self.length_mm,
            "depth_mm": self.depth_mm,
            "angle": self.angle,
            "stimulation": self.stimulation,
            "response": self.response,
        }
