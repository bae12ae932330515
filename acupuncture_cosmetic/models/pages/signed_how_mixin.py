from odoo import fields, models


class SignedHowMixin(models.AbstractModel):
    """What was signed on a page names the link that opened it."""

    _inherit = "acupuncture.signed.how.mixin"

    link_id = fields.Many2one(
        comodel_name="acupuncture.form.link",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
