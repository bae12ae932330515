from odoo import fields, models


class SeveritySet(models.TransientModel):
    """Asks the clinical lead for the new severity and the reason."""

    _name = "acupuncture.severity.set"
    _description = "Change Severity"
    _inherit = ["acupuncture.dialog.mixin"]

    item_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Screening Item",
        ondelete="cascade",
        required=True,
    )
    current = fields.Selection(related="item_id.severity", string="Now")
    severity = fields.Selection(
        selection=lambda self: (
            self.env["acupuncture.contraindication"]._fields["severity"].selection
        ),
        string="From Now On",
        required=True,
    )
    reason = fields.Char(string="Why", required=True)

    def action_apply(self):
        """Change it and write the history."""
        self.ensure_one()
        self.item_id.action_set_severity(self.severity, self.reason)
        return {"type": "ir.actions.act_window_close"}
