from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    acupuncture_history_months = fields.Integer(
        string="Health History Valid For",
        default=12,
        required=True,
        help="Months after which a client fills in the health history anew.",
    )

    acupuncture_cooling_off_days = fields.Integer(
        string="Cooling-off Under 18",
        default=7,
        required=True,
        help="Days between a guardian's signature and the first treatment of a minor. "
        "Australia's guidelines for registered practitioners ask for 7.",
    )

    _cooling_off_days = models.Constraint(
        "CHECK (acupuncture_cooling_off_days BETWEEN 0 AND 90)",
        "The cooling-off of minors lasts 0 to 90 days.",
    )
    _history_months = models.Constraint(
        "CHECK (acupuncture_history_months BETWEEN 1 AND 60)",
        "A health history is valid for 1 to 60 months.",
    )
