from odoo import fields, models


class ProtocolPoint(models.Model):
    """One point of a protocol and how it is needled."""

    _name = "acupuncture.protocol.point"
    _description = "Point of a Protocol"
    _inherit = ["acupuncture.needling.mixin"]
    _order = "protocol_id, sequence, id"

    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        ondelete="cascade",
        required=True,
        index=True,
    )
    sequence = fields.Integer(default=10)
    optional = fields.Boolean()
