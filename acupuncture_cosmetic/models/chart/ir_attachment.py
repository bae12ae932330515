from odoo import api, models
from odoo.exceptions import ValidationError

TREATMENT = "acupuncture.treatment"
PHOTO = "acupuncture.photo"
# Where a loose picture would be a photo that nobody asked the client about.
NO_LOOSE_PICTURES = (
    PHOTO,
    TREATMENT,
    "acupuncture.incident",
    "acupuncture.outcome",
    "acupuncture.plan",
    "acupuncture.reaction",
    "acupuncture.review",
)


class IrAttachment(models.Model):
    """Photos come as photos alone, proven when served. Signed charts keep files."""

    _inherit = "ir.attachment"

    @api.constrains("res_model", "res_field", "mimetype")
    def _check_no_loose_picture(self):
        for attachment in self:
            picture = (attachment.mimetype or "").startswith("image/")
            loose = picture and not attachment.res_field
            if attachment.res_model in NO_LOOSE_PICTURES and loose:
                raise ValidationError(
                    self.env._(
                        "Pictures of clients are taken on the page “Photos”, which "
                        "asks for the consent; they cannot be attached elsewhere."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._refuse_if_chart_signed()
        return files

    def write(self, vals):
        self._refuse_if_chart_signed(vals)
        result = super().write(vals)
        if {"res_model", "res_id"} & vals.keys():
            self._refuse_if_chart_signed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._refuse_if_chart_signed()

    def _refuse_if_chart_signed(self, vals=None):
        """Law 5: files of a signed chart neither come, nor go, nor change.

        :raises UserError: the chart of one of these files is signed
        """
        files = self.filtered(lambda file: file.res_model == TREATMENT and file.res_id)
        if vals and vals.keys() <= {"raw", "mimetype"}:  # moved to another storage
            files = files.filtered(
                lambda file: self._compute_checksum(vals.get("raw")) != file.checksum
            )
        if files:
            # sudo: a guard; nothing of the chart leaves but that it is signed
            charts = self.env[TREATMENT].sudo().browse(files.mapped("res_id"))
            charts.exists()._refuse_if_signed()

    def _evidence_record(self):
        if self.res_model == PHOTO and self.res_field:
            # sudo: a guard; nothing of the record leaves but that it is there
            return self.env[PHOTO].sudo().browse(self.res_id).exists()
        return super()._evidence_record()
