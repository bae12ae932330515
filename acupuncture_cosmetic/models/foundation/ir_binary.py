from odoo import models

from .ir_attachment import is_closed


class IrBinary(models.AbstractModel):
    """Tokens for one field of one record open no clinical record either."""

    _inherit = "ir.binary"

    def _find_record(
        self,
        xmlid=None,
        res_model="ir.attachment",
        res_id=None,
        access_token=None,
        field=None,
    ):
        if access_token:
            found = self.env.ref(xmlid, False) if xmlid else None
            if found is None and res_id is not None and res_model in self.env:
                found = self.env[res_model].browse(res_id).exists()
            if found and self._is_closed(found):
                access_token = None
        return super()._find_record(xmlid, res_model, res_id, access_token, field)

    def _is_closed(self, record):
        if record._name == "ir.attachment":
            return record._is_closed()
        return is_closed(record._name)
