from odoo import fields, models


class ResCompany(models.Model):
    """How large a photo may come."""

    _inherit = "res.company"

    acupuncture_photo_mb = fields.Integer(
        string="Largest Photo File",
        default=25,
        required=True,
        help="In megabytes, as the camera sends it. Photos are stored smaller.",
    )

    _photo_mb = models.Constraint(
        "CHECK (acupuncture_photo_mb BETWEEN 1 AND 100)",
        "The largest photo file must be between 1 and 100 megabytes.",
    )
