from odoo import models

from ..foundation.groups import FRONT_DESK
from .day import CHANGED


class IrWebsocket(models.AbstractModel):
    """Who looks at the day hears of a change there: the desk, of its own clinics."""

    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        channels = list(channels)
        if CHANGED in channels:
            channels.remove(CHANGED)
            if self.env.user.has_group(FRONT_DESK):
                channels += [(one, CHANGED) for one in self.env.user.company_ids]
        return super()._build_bus_channel_list(channels)
