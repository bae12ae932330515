from odoo import fields, models


class OutcomeScale(models.Model):
    """A measure of change, with its range and direction as data."""

    _name = "acupuncture.outcome.scale"
    _description = "Outcome Scale"
    _inherit = ["acupuncture.shared.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    version = fields.Char(default="1", required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    minimum = fields.Float(required=True)
    maximum = fields.Float(required=True)
    step = fields.Float(default=1, required=True)
    unit = fields.Char()
    direction = fields.Selection(
        selection=[
            ("higher", "Higher is better"),
            ("lower", "Lower is better"),
        ],
        required=True,
        default="higher",
    )
    is_change = fields.Boolean(
        string="Rates the Change",
        help="Compared with before, as in GAIS; needs no baseline.",
    )
    rater = fields.Selection(
        selection=[
            ("client", "Client"),
            ("practitioner", "Practitioner"),
            ("both", "Client and practitioner"),
        ],
        required=True,
        default="both",
    )
    by_area = fields.Boolean(string="One per Area", help="Rated once for each concern.")
    question = fields.Char(translate=True, help="What the client is asked.")
    note = fields.Text(translate=True, help="How to rate, and what not to conclude.")
    source = fields.Char()
    level_ids = fields.One2many(
        comodel_name="acupuncture.outcome.level",
        inverse_name="scale_id",
        string="Levels",
        copy=True,
    )

    _code_unique = models.UniqueIndex(
        "(code, version)",
        "This version of the scale already exists. Choose another version number.",
    )
    _range = models.Constraint(
        "CHECK (maximum > minimum AND step > 0)",
        "The highest value of a scale must be above its lowest, and its step above "
        "zero.",
    )
