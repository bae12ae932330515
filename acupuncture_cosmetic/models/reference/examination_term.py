from odoo import fields, models

KINDS = [
    ("tongue_color", "Tongue: colour"),
    ("tongue_shape", "Tongue: shape"),
    ("tongue_coat", "Tongue: coating"),
    ("tongue_moisture", "Tongue: moisture"),
    ("pulse", "Pulse"),
]
TONGUE = tuple(kind for kind, _label in KINDS if kind.startswith("tongue_"))


class ExaminationTerm(models.Model):
    """A word for what tongue or pulse are like, chosen by its picture in a chart.

    The usual ones come with the addon and have a drawing; a clinic adds its own.
    """

    _name = "acupuncture.examination.term"
    _description = "Tongue or Pulse Term"
    _inherit = ["acupuncture.shared.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(selection=KINDS, required=True, index=True)
    code = fields.Char(
        readonly=True,
        copy=False,
        help="By it a chart finds the drawing; terms of a clinic have a plain one.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        index="btree_not_null",
        default=lambda self: self.env.company,
        help="Leave empty if all clinics use it.",
    )

    _name_unique = models.UniqueIndex(
        "(kind, (name ->> 'en_US'), COALESCE(company_id, 0))",
        "This term exists already. Choose another name, or take it from the archive.",
    )

    def copy_data(self, default=None):
        copies = super().copy_data(default)
        if "name" not in (default or {}):
            for term, vals in zip(self, copies, strict=True):
                vals["name"] = self.env._("%(name)s (copy)", name=term.name)
        return copies
