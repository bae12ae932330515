from odoo import fields, models


class IrUiView(models.Model):
    """The day with a clock is a view of its own: ``static/src/day_board``."""

    _inherit = "ir.ui.view"

    type = fields.Selection(selection_add=[("acupuncture_day", "Day at the Clinic")])

    def _get_view_info(self):
        day = {"acupuncture_day": {"icon": "fa fa-clock-o"}}
        return day | super()._get_view_info()
