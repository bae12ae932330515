import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import photo_file
from ...engine.chain import file_digest
from ..foundation.days import format_day


class Photo(models.Model):
    """Taking a photo: the client's live consent first, then what the file is."""

    _inherit = "acupuncture.photo"

    consent_id = fields.Many2one(
        comodel_name="acupuncture.consent",
        ondelete="restrict",
        required=True,
        readonly=True,
        check_company=True,
        copy=False,
        index=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._unsealed_for(vals_list)
        rows = [self._completed(vals) for vals in vals_list]
        usual = self.env.context.get("default_treatment_id")
        ids = {vals.get("treatment_id", usual) for vals in rows} - {False, None}
        self.env["acupuncture.treatment"].browse(ids)._refuse_if_not_mine()
        consents = self._consents_for(rows)
        rows = [
            {
                **vals,
                **self._file_values(vals),
                "consent_id": consent.id,
                "user_id": self.env.uid,
            }
            for vals, consent in zip(rows, consents, strict=True)
        ]
        # Odoo would scale pictures down and their hash would be another one.
        kept = self.with_context(image_no_postprocess=True)
        photos = super(Photo, kept._sealing()).create(rows)
        return photos.with_env(self.env)

    @api.model
    def _completed(self, vals):
        """Return values with client, course and clinic of the chart, and the time."""
        treatment = self.env["acupuncture.treatment"].browse(vals.get("treatment_id"))
        course = self.env["acupuncture.course"].browse(vals.get("course_id"))
        course = course or treatment.session_id.course_id
        company = treatment.company_id or course.company_id or self.env.company
        found = {
            "client_id": (treatment.client_id or course.client_id).id,
            "course_id": course.id,
            "company_id": company.id,
            "taken_at": fields.Datetime.now(),
        }
        values = found | vals
        if not values["client_id"]:
            raise UserError(self.env._("Choose the client first."))
        return values

    @api.model
    def _consents_for(self, rows):
        """Return the live consent of each row.

        :raises UserError: names the client, what is missing, and what to do
        """
        consents = self.env["acupuncture.consent"]
        clients = self.env["res.partner"].browse({row["client_id"] for row in rows})
        live = {
            company: consents._live(clients, company, "photo_record")
            for company in self.env["res.company"].browse(
                {row["company_id"] for row in rows}
            )
        }
        found = []
        for row in rows:
            client = self.env["res.partner"].browse(row["client_id"])
            company = self.env["res.company"].browse(row["company_id"])
            consent = live[company].get(client)
            if not consent:
                raise UserError(self._refusal(client, company))
            self._check_time(fields.Datetime.to_datetime(row["taken_at"]), consent)
            found.append(consent)
        return found

    def _check_time(self, taken_at, consent):
        if taken_at > fields.Datetime.now():
            raise UserError(
                self.env._("The time of a photo cannot be in the future. Correct it.")
            )
        if taken_at < consent.signed_at:
            raise UserError(
                self.env._(
                    "%(client)s agreed to photos on %(day)s. A photo taken before that "
                    "day had no consent and cannot be kept.",
                    client=consent.client_id.display_name,
                    day=format_day(
                        self.env, consent.company_id._clinic_date(consent.signed_at)
                    ),
                )
            )

    @api.model
    def _refusal(self, client, company):
        """Return why no photo of this client may be taken, and what to do."""
        status = self.env["acupuncture.consent"]._status_for(
            client, company, "photo_record"
        )
        reasons = {
            "missing": self.env._("has not yet agreed to photos for the record"),
            "expired": self.env._("agreed to photos, but that consent has expired"),
            "outdated": self.env._("must sign the new version of the photo consent"),
            "declined": self.env._("declined photos for the record"),
            "withdrawn": self.env._("withdrew the consent to photos"),
        }
        return self.env._(
            "%(client)s %(reason)s, so no photo can be taken. If the client would like "
            "photos, press “Send Forms” or “Forms on Tablet” on the session or the "
            "contact and let the client sign. Treatment can go ahead without photos.",
            client=client.display_name,
            reason=reasons.get(status, reasons["missing"]),
        )

    @api.model
    def _file_values(self, vals):
        """Return what is kept of the picture.

        :raises UserError: the file cannot be kept; says what to do
        """
        limit = self.env["res.company"].browse(vals["company_id"]).acupuncture_photo_mb
        limit *= photo_file.MEGABYTE
        try:
            data = photo_file.decode(vals.get("image"), limit)
            kept = photo_file.clean(data, limit)
        except photo_file.BadPhoto as error:
            megabytes = limit // photo_file.MEGABYTE
            raise UserError(self._file_refusal(error.code, megabytes)) from error
        return {
            "image": base64.b64encode(kept.content),
            "thumbnail": base64.b64encode(kept.thumbnail),
            "sha256": kept.sha256,
            "thumbnail_sha256": kept.thumbnail_sha256,
            "width": kept.width,
            "height": kept.height,
        }

    def _file_refusal(self, code, megabytes):
        texts = {
            "empty": self.env._("No picture has arrived. Take the photo again."),
            "too_big": self.env._(
                "The file is larger than %(limit)s MB and was not read. Set the camera "
                "to a smaller picture, or ask a manager to raise the limit in the "
                "settings.",
                limit=megabytes,
            ),
            "heic": self.env._(
                "This is a HEIC picture, which this server cannot read. On an iPhone "
                "or iPad choose Settings > Camera > Formats > Most Compatible; on "
                "Android switch off “High efficiency pictures” in the camera settings. "
                "Then take the photo again: it will be a JPEG."
            ),
            "no_image": self.env._(
                "This is not a JPEG, PNG or WebP picture, whatever its name says. Take "
                "the photo with the camera here, or choose another file."
            ),
            "corrupt": self.env._(
                "The picture is damaged or incomplete. Take it again."
            ),
            "too_many_pixels": self.env._(
                "The picture has more than 64 megapixels. Set the camera to a smaller "
                "picture and take it again."
            ),
            "too_small": self.env._(
                "The picture is too small for a comparison. Choose the camera's "
                "original file."
            ),
        }
        return texts[code]

    def _proven(self, content):
        """Return the bytes of a file once they are seen to be the stored ones."""
        self.ensure_one()
        if file_digest(content) not in (self.sha256, self.thumbnail_sha256):
            raise UserError(
                self.env._(
                    "The file of %(photo)s is not the one that was stored: it was "
                    "changed or deleted on the server. Tell your administrator.",
                    photo=self.name,
                )
            )
        return content
