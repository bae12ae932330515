from odoo import fields, models


class CreditMove(models.Model):
    _inherit = "acupuncture.credit.move"

    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
    )
