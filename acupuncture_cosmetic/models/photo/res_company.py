from odoo import fields, models


class ResCompany(models.Model):
    """How large a photo may come."""

    _inherit = "res.company"

    acupuncture_photo_mb = fields.Integer(
        string="Largest Photo File",
        default=25,
        required=True,
        help="Megabytes; what a camera sends, before it is stored smaller.",
    )

    _photo_mb = models.Constraint(
        "CHECK (acupuncture_photo_mb BETWEEN 1 AND 100)",
        "A photo file may have 1 to 100 megabytes.",
    )
