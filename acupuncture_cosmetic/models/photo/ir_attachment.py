import base64

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ValidationError

from ...engine.picture_bytes import is_picture
from ..foundation.mail_thread import BY_MAIL

PHOTO = "acupuncture.photo"
# What the whole desk reads; clinicians have a better place for a client's picture.
READ_BY_THE_DESK = ("acupuncture.course", "acupuncture.session")
CONTACTS = ("crm.lead", "res.partner")  # their own fields hold portraits
EVENT = "calendar.event"


class IrAttachment(models.Model):
    """Photos come as photos alone, proven when served, whatever a file is called.

    A model whose loose pictures would be photos that nobody asked the client about says
    so by ``_no_loose_pictures``.
    """

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            content = vals.get("raw") or base64.b64decode(vals.get("datas") or b"")
            content = content.encode() if isinstance(content, str) else content
            own_field = vals.get("res_field")
            if not own_field and self._asks_first(vals.get("res_model")):
                if is_picture(content):
                    raise self._loose_picture_error()
        files = super().create(vals_list)
        files._refuse_pictures()
        return files

    def write(self, vals):
        result = super().write(vals)
        if {"res_model", "res_id", "res_field", "mimetype", "raw", "datas"} & {*vals}:
            self._refuse_pictures()
        return result

    def _refuse_pictures(self):
        """Refuse pictures where they do not belong, once their bytes are stored.

        :raises ValidationError: one of them is a picture of a client, by all we know
        """
        for attachment in self:
            loose = not attachment.res_field and self._asks_first(attachment.res_model)
            if loose and attachment._is_picture():
                raise self._loose_picture_error()
        self._refuse_pictures_for_the_desk()

    @api.model
    def _asks_first(self, name):
        """Tell whether pictures of a model are taken by its camera alone."""
        model = self.env.registry.get(name) if name else None
        return getattr(model, "_no_loose_pictures", False)

    @api.model
    def _loose_picture_error(self):
        return ValidationError(
            self.env._(
                "Pictures of clients cannot be attached here. Take them on the page "
                "“Photos”, which checks the client's consent."
            )
        )

    def _is_picture(self):
        """Tell whether it is one, by its type or by what is in it."""
        named = (self.mimetype or "").startswith("image/")
        return named or is_picture(self.raw or b"")

    def _refuse_pictures_for_the_desk(self):
        """The desk may add a picture, of a voucher say; clinicians mean the client."""
        if not self._is_clinicians_work():
            return
        for attachment in self:
            if attachment._is_read_by_desk() and attachment._is_picture():
                raise ValidationError(
                    self.env._(
                        "%(file)s cannot be attached here: the whole desk can read the "
                        "files of a contact, an appointment or a course. Take pictures "
                        "of clients in the chart, on the page “Photos”, and attach "
                        "documents as a PDF.",
                        file=attachment.name,
                    )
                )

    @api.model
    def _is_clinicians_work(self):
        """Tell whether a clinician is at work here, and not a mail that came in.

        A mail that is refused is lost, and the desk reads it anyway.
        """
        at_work = self.env.uid != SUPERUSER_ID and not BY_MAIL.opens(self)
        return at_work and self.env.user.has_group(
            "acupuncture_cosmetic.group_practitioner"
        )

    def _is_read_by_desk(self):
        if self.res_model in CONTACTS:
            return not self.res_field
        if self.res_model != EVENT:
            return self.res_model in READ_BY_THE_DESK
        return bool(self.env[EVENT].browse(self.res_id).exists()._clinic_events())

    def _prove(self):
        if self.res_model == PHOTO and self.res_field:
            # sudo: a guard; nothing of the record leaves but that it is there
            if photo := self.env[PHOTO].sudo().browse(self.res_id).exists():
                photo._proven(self.raw)
        return super()._prove()
