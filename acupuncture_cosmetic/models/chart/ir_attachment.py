from odoo import api, models
from odoo.exceptions import ValidationError

PHOTO = "acupuncture.photo"
# Where a loose picture would be a photo that nobody asked the client about.
NO_LOOSE_PICTURES = (PHOTO, "acupuncture.treatment", "acupuncture.reaction")


class IrAttachment(models.Model):
    """Files of photos: made with the photo alone, evidence, proven when served."""

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

    def _evidence_record(self):
        if self.res_model == PHOTO and self.res_field:
            # sudo: a guard; nothing of the record leaves but that it is there
            return self.env[PHOTO].sudo().browse(self.res_id).exists()
        return super()._evidence_record()
