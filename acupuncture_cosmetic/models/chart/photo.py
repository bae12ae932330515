from odoo import fields, models

PHASES = [
    ("baseline", "Before the course"),
    ("mid", "Mid-course"),
    ("end", "End of the course"),
    ("follow_up", "Later"),
]


class Photo(models.Model):
    """One picture of a fixed set, as the client consented to it."""

    _name = "acupuncture.photo"
    _description = "Photo"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "taken_at desc, id desc"
    _check_company_auto = True
    _sealed_fields = frozenset({"name", "sha256"})

    name = fields.Char(string="Number", default="/", required=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    client_id = fields.Many2one(
        comodel_name="res.partner", ondelete="restrict", required=True, index=True
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    phase = fields.Selection(selection=PHASES, required=True, default="baseline")
    angle = fields.Selection(
        selection=[
            ("front", "Front"),
            ("left_45", "45° left"),
            ("right_45", "45° right"),
            ("left_90", "90° left"),
            ("right_90", "90° right"),
            ("neck", "Neck"),
        ],
        required=True,
        default="front",
    )
    expression = fields.Selection(
        selection=[("neutral", "Neutral"), ("smile", "Smile")],
        required=True,
        default="neutral",
    )
    taken_at = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now()
    )
    image = fields.Binary(attachment=True, copy=False)
    sha256 = fields.Char(string="SHA-256", readonly=True, copy=False)
