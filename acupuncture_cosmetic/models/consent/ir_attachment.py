from odoo import models


class IrAttachment(models.Model):
    """The file of a signed consent is served only as it was stored."""

    _inherit = "ir.attachment"

    def _prove(self):
        if self.res_model == "acupuncture.consent" and not self.res_field:
            # sudo: a guard; nothing of the record leaves but that it is there
            consent = self.env[self.res_model].sudo().browse(self.res_id).exists()
            if consent.pdf_hash and consent._pdf_name() == self.name:
                consent._proven(self.raw)
        return super()._prove()
