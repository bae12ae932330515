from odoo import fields, models


class Photo(models.Model):
    """A picture may show a reaction."""

    _inherit = "acupuncture.photo"

    reaction_id = fields.Many2one(
        comodel_name="acupuncture.reaction",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        copy=False,
    )
