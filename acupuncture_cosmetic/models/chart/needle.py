from odoo import fields, models


class Needle(models.Model):
    """One needle that went in. Rows are counted out again, see needle count."""

    _name = "acupuncture.needle"
    _description = "Needle"
    _inherit = ["acupuncture.needling.mixin"]
    _order = "treatment_id, sequence, id"
    _rec_name = "id"
    _check_company_auto = True

    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="treatment_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    lot_id = fields.Many2one(
        comodel_name="acupuncture.supply.lot",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    retained = fields.Boolean(
        string="Stays In", help="A press needle: taken out later, by consent."
    )
    removal_due = fields.Date()

    _one_side = models.Constraint(
        "CHECK (side <> 'both')", "A needle is on the left, the right or the midline."
    )
    _retained_due = models.Constraint(
        "CHECK (NOT retained OR removal_due IS NOT NULL)",
        "Say until when the needle stays in.",
    )
