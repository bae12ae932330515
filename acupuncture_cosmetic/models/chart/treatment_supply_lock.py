from odoo import models


class TreatmentSupply(models.Model):
    """What was used is as locked as the record it stands in."""

    _name = "acupuncture.treatment.supply"
    _inherit = ["acupuncture.treatment.supply", "acupuncture.chart.child.mixin"]
