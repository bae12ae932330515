from odoo import fields, models

from ..consent.consent_withdrawal import ConsentWithdrawal as Withdrawal


class ConsentWithdrawal(models.Model):
    """Taken back by the client on a page of their own; the link is evidence too."""

    _inherit = "acupuncture.consent.withdrawal"

    _evidence = (*Withdrawal._evidence, "link_id")
    _sealed_fields = Withdrawal._sealed_fields | {"link_id"}

    link_id = fields.Many2one(
        comodel_name="acupuncture.form.link",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
        help="Taken back by the client on the page that this link opened.",
    )

    def _is_online(self):
        return super()._is_online() or bool(self.link_id)
