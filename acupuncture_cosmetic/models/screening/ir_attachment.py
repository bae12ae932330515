from odoo import api, models
from odoo.exceptions import UserError, ValidationError

OURS = "acupuncture."


class IrAttachment(models.Model):
    """Files of the clinic: never public, in no text index, evidence never changed.

    Odoo stores the text of every file in a column that anybody with database rights can
    search, and does not look at a file again once it is stored.
    """

    _inherit = "ir.attachment"

    @api.constrains("public", "res_model")
    def _check_clinic_files_private(self):
        for attachment in self:
            if attachment.public and (attachment.res_model or "").startswith(OURS):
                raise ValidationError(
                    self.env._("Files of the clinic cannot be made public.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if any((vals.get("res_model") or "").startswith(OURS) for vals in vals_list):
            self = self.with_context(acupuncture_no_index=True)
        return super().create(vals_list).with_env(self.env)

    def write(self, vals):
        self._refuse_if_evidence(vals)
        models_after = [vals.get("res_model"), *self.mapped("res_model")]
        if any((name or "").startswith(OURS) for name in models_after):
            self = self.with_context(acupuncture_no_index=True)
            vals = {**vals, "index_content": False}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._refuse_if_evidence()

    def _refuse_if_evidence(self, vals=None):
        """Evidence is kept; moving it to another storage changes nothing about it."""
        moved = vals and vals.keys() <= {"raw", "mimetype"}
        for attachment in self.filtered(lambda each: each._evidence_record()):
            same = moved and self._compute_checksum(vals["raw"]) == attachment.checksum
            if not same:
                raise UserError(
                    self.env._(
                        "%(file)s is evidence and stays as it is.", file=attachment.name
                    )
                )

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
