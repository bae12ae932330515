from odoo import models


class Treatment(models.Model):
    """Photos of a session."""

    _inherit = "acupuncture.treatment"

    def action_take_photos(self):
        """Open the camera."""
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
