from odoo import fields, models


class TreatmentSupply(models.Model):
    """A product or device used in a session, with its lot."""

    _name = "acupuncture.treatment.supply"
    _description = "Product Used"
    _order = "treatment_id, id"
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
    supply_id = fields.Many2one(
        comodel_name="acupuncture.supply",
        ondelete="restrict",
        required=True,
        check_company=True,
    )
    lot_id = fields.Many2one(
        comodel_name="acupuncture.supply.lot",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        domain="[('supply_id', '=', supply_id)]",
    )
    minutes = fields.Integer()
    note = fields.Char()
