from odoo import models


class Course(models.Model):
    """A way to the photos of a course; no field leads there."""

    _inherit = "acupuncture.course"

    def action_view_photos(self):
        """Open the photos of the client, those of this course first."""
        self.ensure_one()
        return self.env["acupuncture.photo"]._open_library(
            [("client_id", "=", self.client_id.id)],
            {
                "default_client_id": self.client_id.id,
                "default_course_id": self.id,
                "search_default_usable": 1,
            },
        )
