from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    acupuncture_history_months = fields.Integer(
        string="Health History Valid For",
        default=12,
        required=True,
        help="Months after which a client fills in the health history anew.",
    )

    _history_months = models.Constraint(
        "CHECK (acupuncture_history_months BETWEEN 1 AND 60)",
        "A health history is valid for 1 to 60 months.",
    )
