from odoo import models


class IrHttp(models.AbstractModel):
    """Our screens know the colour of the clinic that is open."""

    _inherit = "ir.http"

    def session_info(self):
        """Tell the accent where the clinic chose a colour; without one Odoo's stays."""
        company = self.env.company
        chosen = bool(company.primary_color)
        accent = company._palette().accent if chosen else False
        return super().session_info() | {"acupuncture_accent": accent}
