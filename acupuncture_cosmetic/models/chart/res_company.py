from odoo import fields, models


class ResCompany(models.Model):
    """How a clinic counts its needles out."""

    _inherit = "res.company"

    acupuncture_count_way = fields.Selection(
        selection=[
            ("ready", "One tap for each zone, the number stands ready"),
            ("typed", "Type the number of each zone"),
            ("dots", "Tap each needle on the drawing"),
        ],
        string="Counting Needles Out",
        required=True,
        default="ready",
        help="A number that does not stand ready must be counted. However they count, "
        "no chart is signed while the numbers differ.",
    )
