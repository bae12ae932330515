from odoo import fields, models


class Meridian(models.Model):
    """A channel of the WHO nomenclature, or the group of extra points."""

    _name = "acupuncture.meridian"
    _description = "Meridian"
    _inherit = ["acupuncture.shared.mixin"]
    _order = "sequence, id"
    _rec_names_search = ("name", "code", "aliases", "pinyin", "hanzi")

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="WHO code, e.g. ST.")
    pinyin = fields.Char()
    hanzi = fields.Char(string="Chinese")
    aliases = fields.Char(
        string="Other Names",
        help="Separated by semicolons, e.g. UB;B. The points of the meridian are "
        "found by these names too.",
    )
    element = fields.Char()
    yin_yang = fields.Selection(selection=[("yin", "Yin"), ("yang", "Yang")])
    point_count = fields.Integer(string="Points in the Standard")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    point_ids = fields.One2many(
        comodel_name="acupuncture.point", inverse_name="meridian_id", string="Points"
    )

    _code_unique = models.UniqueIndex(
        "(code)",
        "A meridian with this code already exists. Choose another code, or edit that "
        "meridian.",
    )
