from odoo import api, fields, models

from ...engine import photo_set
from ..foundation.windows import window
from .photo_use import LOCKING


class PhotoLibraryMixin(models.AbstractModel):
    """What camera, comparison and library show of photos."""

    _name = "acupuncture.photo.library.mixin"
    _description = "Photos on Screens"

    is_locked = fields.Boolean(
        string="Record Only",
        compute="_compute_is_locked",
        help="The client withdrew the consent to photos: this one stays in the health "
        "record and may not be used for anything else.",
    )

    @api.depends("client_id", "company_id")
    def _compute_is_locked(self):
        for company, photos in self.grouped("company_id").items():
            standings = self.env["acupuncture.consent"]._standings(
                photos.client_id, company or self.env.company
            )
            for photo in photos:
                status = standings.get(photo.client_id, {}).get(
                    ("photo_record", False, False)
                )
                photo.is_locked = status in LOCKING

    # ------------------------------------------------------------------
    # Opened from charts, courses and contacts
    # ------------------------------------------------------------------

    @api.model
    def _open_library(self, domain, context):
        return window(self.env, "photo_action", domain=domain, context=context)

    @api.model
    def _open_screen(self, tag, name, context):
        return {
            "type": "ir.actions.client",
            "tag": tag,
            "name": name,
            "context": context,
        }

    def action_camera(self):
        """Open the camera for what the list was opened from."""
        return self._open_screen(
            "acupuncture_photo_capture", self.env._("Take Photos"), self._about()
        )

    def action_compare(self):
        """Open the comparison for what the list was opened from, or of these photos."""
        about = self._about()
        if self:
            about = {
                "default_client_id": self[:1].client_id.id,
                "photo_kind": f"{self[:1].angle} {self[:1].expression}",
            }
        return self._open_screen(
            "acupuncture_photo_compare", self.env._("Compare Photos"), about
        )

    def _about(self):
        names = ("default_client_id", "default_course_id", "default_treatment_id")
        context = self.env.context
        return {name: context[name] for name in names if context.get(name)}

    # ------------------------------------------------------------------
    # For the browser
    # ------------------------------------------------------------------

    @api.model
    def capture_data(self, client_id=False, course_id=False, treatment_id=False):
        """Return what the camera needs: may it shoot, which shots, what is there."""
        values = self._completed(
            {
                **({"client_id": client_id} if client_id else {}),
                **({"course_id": course_id} if course_id else {}),
                **({"treatment_id": treatment_id} if treatment_id else {}),
            }
        )
        client = self.env["res.partner"].browse(values["client_id"])
        company = self.env["res.company"].browse(values["company_id"])
        draft = self.new(
            {key: values.get(key) for key in ("course_id", "treatment_id")}
        )
        allowed = client in self.env["acupuncture.consent"]._live(
            client, company, "photo_record"
        )
        photos = self.search(
            [("client_id", "=", client.id), ("unusable", "=", False)],
            order="taken_at, id",
        )
        return {
            "client": client.display_name,
            "refusal": False if allowed else self._refusal(client, company),
            "limit": company.acupuncture_photo_mb,
            "phase": draft.phase,
            "phases": self._labels("phase"),
            "angles": self._labels("angle"),
            "expressions": self._labels("expression"),
            "shots": self._shots(photos, company),
            "values": {
                "client_id": client.id,
                "course_id": values["course_id"],
                "treatment_id": treatment_id,
            },
        }

    @api.model
    def _shots(self, photos, company):
        """Return the shots of a set: first photo ever as ghost, and today's."""
        today = company._clinic_today()
        by_kind = photos.grouped(lambda one: (one.angle, one.expression))
        none = self.browse()
        shots = []
        for angle, expression in photo_set.SET:
            taken = by_kind.get((angle, expression), none)
            new = taken.filtered(
                lambda one: company._clinic_date(one.taken_at) == today
            )
            shots.append(
                {
                    "angle": angle,
                    "expression": expression,
                    "ghost": (taken - new)[:1].id,
                    "done": new[-1:].id,
                }
            )
        return shots

    @api.model
    def compare_data(self, client_id=False, course_id=False, treatment_id=False):
        """Return the photos that can be compared, the first to the last."""
        treatments = self.env["acupuncture.treatment"].browse(treatment_id or [])
        courses = self.env["acupuncture.course"].browse(course_id or [])
        client = treatments.client_id or courses.client_id
        client = client or self.env["res.partner"].browse(client_id or [])
        photos = self.search_fetch(
            [("client_id", "in", client.ids), ("unusable", "=", False)],
            ["name", "phase", "angle", "expression", "taken_at", "company_id"],
            order="taken_at, id",
        )
        return {
            "client": client.display_name or "",
            "phases": self._labels("phase"),
            "angles": self._labels("angle"),
            "expressions": self._labels("expression"),
            "photos": [
                {
                    "id": photo.id,
                    "name": photo.name,
                    "phase": photo.phase,
                    "angle": photo.angle,
                    "expression": photo.expression,
                    "day": fields.Date.to_string(
                        photo.company_id._clinic_date(photo.taken_at)
                    ),
                }
                for photo in photos
            ],
        }

    @api.model
    def _labels(self, name):
        return dict(self._fields[name]._description_selection(self.env))
