from odoo import api, fields, models


class Override(models.Model):
    """An override may leave out an area: nothing is proposed or set there."""

    _inherit = "acupuncture.override"

    area_left_out = fields.Selection(
        selection=[
            ("eyes", "Around the eyes"),
            ("face", "Face"),
            ("head", "Head, face and neck: body points only"),
            ("trunk", "Chest, abdomen and back"),
        ],
        help="No needle is proposed there in this session.",
    )

    @api.model
    def _in_force_for(self, sessions):
        """Return session -> overrides and left-out techniques that count for it.

        What was overridden before the newest history, was so without knowing it.
        """
        rows = self.search([("session_id", "in", sessions._origin.ids)], order="id")
        told = rows.session_id._last_told()
        rows = rows.filtered(
            lambda row: (
                row.kind == "left_out"
                or row.at >= told.get(row.session_id.client_id, row.at)
            )
        )
        return rows.grouped("session_id")
