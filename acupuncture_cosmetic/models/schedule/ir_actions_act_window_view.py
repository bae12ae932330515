from odoo import fields, models


class IrActionsActWindowView(models.Model):
    """An action may open with the day."""

    _inherit = "ir.actions.act_window.view"

    view_mode = fields.Selection(
        selection_add=[("acupuncture_day", "Day at the Clinic")],
        ondelete={"acupuncture_day": "cascade"},
    )
