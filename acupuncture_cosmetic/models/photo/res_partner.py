from odoo import models


class ResPartner(models.Model):
    """A way to the photos of a client; no field leads there."""

    _inherit = "res.partner"

    def action_view_photos(self):
        """Open the photos of this client."""
        self.ensure_one()
        return self.env["acupuncture.photo"]._open_library(
            [("client_id", "=", self.id)],
            {"default_client_id": self.id, "search_default_usable": 1},
        )
