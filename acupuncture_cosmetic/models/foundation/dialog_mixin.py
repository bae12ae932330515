from odoo import api, models


class DialogMixin(models.AbstractModel):
    """A dialog names only what its user may read.

    Ids come from anybody's RPC call or context, and what a dialog shows of them is
    worked out with sudo: unasked it would tell another clinic's client or order.
    """

    _name = "acupuncture.dialog.mixin"
    _description = "Checks What a Dialog Is Given"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._check_given([values])
        return values

    @api.model_create_multi
    def create(self, vals_list):
        self._check_given(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_given([vals])
        return super().write(vals)
