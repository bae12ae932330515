from odoo import api, models

from .sealed_files import OURS


class IrAttachment(models.Model):
    """Files of the clinic: in no text index, evidence proven when it is served.

    Odoo stores the text of every file in a column that anybody with database rights can
    search, and does not look at a file again once it is stored.
    """

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        if any((vals.get("res_model") or "").startswith(OURS) for vals in vals_list):
            self = self.with_context(acupuncture_no_index=True)
        return super().create(vals_list).with_env(self.env)

    def write(self, vals):
        models_after = [vals.get("res_model"), *self.mapped("res_model")]
        if any((name or "").startswith(OURS) for name in models_after):
            self = self.with_context(acupuncture_no_index=True)
            vals = {**vals, "index_content": False}
        return super().write(vals)

    def _evidence_record(self):
        """Return the signed consent this file belongs to, else nothing."""
        if self.res_model != "acupuncture.consent" or self.res_field:
            return False
        # sudo: a guard; nothing of the record leaves but that it is there
        consent = self.env[self.res_model].sudo().browse(self.res_id).exists()
        return consent.filtered(
            lambda each: each.pdf_hash and each._pdf_name() == self.name
        )

    def _get_datas_related_values(self, data, mimetype):
        values = super()._get_datas_related_values(data, mimetype)
        if self.env.context.get("acupuncture_no_index"):
            values["index_content"] = False
        return values

    def _to_http_stream(self):
        """Serve the file of a consent only when it is the one that was stored."""
        if consent := self._evidence_record():
            consent._proven(self.raw)
        return super()._to_http_stream()
