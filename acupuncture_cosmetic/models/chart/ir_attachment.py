from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ValidationError

from .mail_thread import _MAIL

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
# What the whole desk reads; clinicians have a better place for a client's picture.
READ_BY_THE_DESK = ("acupuncture.course", "acupuncture.session")
EVENT = "calendar.event"


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

    @api.constrains("res_model", "res_id", "mimetype")
    def _check_no_picture_for_the_desk(self):
        """The desk may add a picture, of a voucher say; clinicians mean the client."""
        if not self._is_clinicians_work():
            return
        for attachment in self:
            picture = (attachment.mimetype or "").startswith("image/")
            if picture and attachment._is_read_by_desk():
                raise ValidationError(
                    self.env._(
                        "%(file)s: the whole desk reads the files of an appointment or "
                        "a course. Take pictures of clients in the chart, on the page "
                        "“Photos”; attach papers as a PDF.",
                        file=attachment.name,
                    )
                )

    @api.model
    def _is_clinicians_work(self):
        """Tell whether a clinician is at work here, and not a mail that came in.

        A mail that is refused is lost, and the desk reads it anyway.
        """
        comes_by_mail = self.env.context.get("acupuncture_by_mail") is _MAIL
        at_work = self.env.uid != SUPERUSER_ID and not comes_by_mail
        return at_work and self.env.user.has_group(
            "acupuncture_cosmetic.group_practitioner"
        )

    def _is_read_by_desk(self):
        if self.res_model != EVENT:
            return self.res_model in READ_BY_THE_DESK
        return bool(self.env[EVENT].browse(self.res_id).exists()._clinic_events())

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
