from odoo import models

from .followup import RUNNING


class Review(models.Model):
    """A decided review is done, and with it the task that called for it."""

    _inherit = "acupuncture.review"

    def _decided(self):
        result = super()._decided()
        calling = self.env["acupuncture.followup"].search(
            [
                ("course_id", "=", self.course_id.id),
                ("trigger", "=", "course_mid"),
                ("activity_type_id", "!=", False),
                ("state", "in", RUNNING),
            ]
        )
        if calling:
            calling.action_done()
        return result
