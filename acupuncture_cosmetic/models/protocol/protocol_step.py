from odoo import api, fields, models

from ..foundation.guard import guard_links

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
# STRICTA 4a: what is done besides needling
COMPONENTS = ("serum", "adjunct", "aftercare")


class ProtocolStep(models.Model):
    """One step of a session, in order."""

    _name = "acupuncture.protocol.step"
    _description = "Step of a Protocol"
    _inherit = [
        "acupuncture.protocol.translated.mixin",
        "acupuncture.protocol.child.mixin",
    ]
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
        comodel_name="acupuncture.technique",
        ondelete="restrict",
        help="Left out automatically when screening closes this technique for a "
        "client.",
    )
    supply_ids = fields.Many2many(
        comodel_name="acupuncture.supply",
        relation="acupuncture_protocol_step_supply_rel",
        column1="step_id",
        column2="supply_id",
        string="Products Used",
        ondelete="restrict",
    )
    allergens = fields.Char(compute="_compute_allergens")
    optional = fields.Boolean()

    _minutes_sane = models.Constraint(
        "CHECK (minutes IS NULL OR minutes BETWEEN 0 AND 240)",
        "A step takes up to 240 minutes.",
    )

    def init(self):
        """Its links are as locked as itself."""
        result = super().init()
        guard_links(self, "protocol_child_guard", ["supply_ids"], "step")
        return result

    def write(self, vals):
        # What was put into another language is stored: there is no more to write.
        return self._is_translating() or super().write(vals)

    @api.depends("supply_ids.allergens")
    def _compute_allergens(self):
        for step in self:
            found = [
                each.strip()
                for supply in step.supply_ids
                for each in (supply.allergens or "").split(",")
                if each.strip()
            ]
            step.allergens = ", ".join(dict.fromkeys(found))

    @api.onchange("kind")
    def _onchange_kind(self):
        if not self.name:
            labels = dict(self._fields["kind"]._description_selection(self.env))
            self.name = labels.get(self.kind)

    def _is_component(self):
        self.ensure_one()
        return self.kind in COMPONENTS or bool(
            self.technique_id and self.technique_id.code != "needling"
        )
