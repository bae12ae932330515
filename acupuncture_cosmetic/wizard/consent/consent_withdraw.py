from odoo import api, fields, models


class ConsentWithdraw(models.TransientModel):
    """Asks who takes a consent back and why, and shows what that means."""

    _name = "acupuncture.consent.withdraw"
    _description = "Withdraw Consent"
    _inherit = ["acupuncture.dialog.mixin"]

    consent_id = fields.Many2one(
        comodel_name="acupuncture.consent",
        ondelete="cascade",
        required=True,
        readonly=True,
        groups="acupuncture_cosmetic.group_practitioner",
    )
    by = fields.Selection(
        selection=lambda self: (
            self.env["acupuncture.consent.withdrawal"]._fields["by"].selection
        ),
        string="Who",
        required=True,
        default="client",
    )
    reason = fields.Text(help="In the client's words. None is needed.")
    happened = fields.Text(string="What Took Place", compute="_compute_meaning")
    stops = fields.Text(string="What Stops", compute="_compute_meaning")

    @api.depends("consent_id")
    def _compute_meaning(self):
        for wizard in self:
            wizard.happened = wizard.consent_id._happened()
            wizard.stops = wizard.consent_id._stops()

    def action_withdraw(self):
        """Record the withdrawal."""
        self.ensure_one()
        self.consent_id._withdraw(self.reason, self.by)
        return {"type": "ir.actions.act_window_close"}
