from odoo import api, models

from ..foundation.guard import guard_table


class ProtocolChildMixin(models.AbstractModel):
    """Rows of a protocol: as locked as their protocol, in Odoo and in PostgreSQL."""

    _name = "acupuncture.protocol.child.mixin"
    _description = "Rows of a Protocol"
    _inherit = ["acupuncture.shared.mixin"]
    _shared_by = "protocol_id"

    def init(self):
        """Hang the guard on the table."""
        result = super().init()
        if not self._abstract:
            guard_table(self, "protocol_child_guard", arguments=["protocol_id"])
        return result

    @api.model_create_multi
    def create(self, vals_list):
        # Before PostgreSQL does, and in words that name the remedy.
        owners = {vals.get("protocol_id") for vals in vals_list} - {None, False}
        self.env["acupuncture.protocol"].browse(owners)._refuse_if_published()
        return super().create(vals_list)

    def write(self, vals):
        self.protocol_id._refuse_if_published()
        result = super().write(vals)
        if "protocol_id" in vals:
            self.protocol_id._refuse_if_published()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.protocol_id._refuse_if_published()
