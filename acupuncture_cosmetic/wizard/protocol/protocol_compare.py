from odoo import api, fields, models


class ProtocolCompare(models.TransientModel):
    """Shows two revisions of a protocol side by side."""

    _name = "acupuncture.protocol.compare"
    _description = "Compare Revisions"
    _inherit = ["acupuncture.dialog.mixin"]

    old_id = fields.Many2one(
        comodel_name="acupuncture.protocol", string="Before", ondelete="cascade"
    )
    new_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        string="After",
        required=True,
        ondelete="cascade",
    )
    result_html = fields.Html(
        string="Differences", compute="_compute_result_html", sanitize=False
    )

    @api.depends("old_id", "new_id")
    def _compute_result_html(self):
        for wizard in self:
            wizard.result_html = (
                wizard.old_id
                and wizard.new_id
                and wizard.old_id._comparison_html(wizard.new_id)
            )

    def action_swap(self):
        """Turn before and after around."""
        self.ensure_one()
        self.write({"old_id": self.new_id.id, "new_id": self.old_id.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare Revisions"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
