from odoo import fields, models

from ..chart.treatment import LATE


class Treatment(models.Model):
    """Photos of a session; they may come when its record is signed."""

    _inherit = "acupuncture.treatment"

    _late_fields = LATE | {"photo_ids"}

    photo_ids = fields.One2many(
        comodel_name="acupuncture.photo", inverse_name="treatment_id", string="Photos"
    )

    def action_take_photos(self):
        """Open the camera.

        :raises UserError: somebody else treats
        """
        self._refuse_if_not_mine()
        return self._photo_screen("action_camera")

    def action_compare_photos(self):
        """Open the comparison of all photos of the client."""
        return self._photo_screen("action_compare")

    def _photo_screen(self, verb):
        self.ensure_one()
        photos = self.env["acupuncture.photo"].with_context(
            default_client_id=self.client_id.id,
            default_course_id=self.session_id.course_id.id,
            default_treatment_id=self.id,
        )
        return getattr(photos, verb)()
