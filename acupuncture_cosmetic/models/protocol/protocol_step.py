from odoo import fields, models

STEPS = [
    ("consult", "Consultation"),
    ("photos", "Photos"),
    ("cleanse", "Cleansing"),
    ("serum", "Serum or oil"),
    ("body_points", "Body points"),
    ("face_points", "Face points"),
    ("retention", "Needles stay"),
    ("adjunct", "Adjunct"),
    ("removal", "Removal and count"),
    ("aftercare", "Aftercare"),
]


class ProtocolStep(models.Model):
    """One step of a session, in order."""

    _name = "acupuncture.protocol.step"
    _description = "Step of a Protocol"
    _order = "protocol_id, sequence, id"

    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        ondelete="cascade",
        required=True,
        index=True,
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection=STEPS, required=True, default="adjunct")
    name = fields.Char(string="What", required=True, translate=True)
    minutes = fields.Integer()
    technique_id = fields.Many2one(
        comodel_name="acupuncture.technique", ondelete="restrict"
    )
    supply_ids = fields.Many2many(
        comodel_name="acupuncture.supply", string="Products Used"
    )
    optional = fields.Boolean()
