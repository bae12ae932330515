from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    """What the client took back on one contact ends what runs on the other."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.invalidate_all()
        self._join_consents(dst_partner)
        return result

    def _join_consents(self, partner):
        # sudo: whoever may merge contacts must not see consents, yet they are one now
        consents = self.env["acupuncture.consent"].sudo()
        signed = consents.search([("client_id", "=", partner.id)])
        for company in signed.company_id:
            consents._consents_changed(partner, company)
