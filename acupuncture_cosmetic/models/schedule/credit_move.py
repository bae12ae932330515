from odoo import fields, models


class CreditMove(models.Model):
    """The session that moved the credit, kept with the move."""

    _inherit = "acupuncture.credit.move"

    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
    )
