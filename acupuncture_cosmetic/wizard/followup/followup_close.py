from odoo import api, fields, models


class FollowupClose(models.TransientModel):
    """Asks for the result, the reason or the new date when a follow-up is worked on."""

    _name = "acupuncture.followup.close"
    _description = "Close or Put Off Follow-ups"
    _inherit = ["acupuncture.dialog.mixin"]

    mode = fields.Selection(
        [("done", "Done"), ("skip", "Skip"), ("snooze", "Put off")], required=True
    )
    followup_ids = fields.Many2many(
        comodel_name="acupuncture.followup", string="Follow-ups", required=True
    )
    result = fields.Text()
    reason = fields.Char()
    until = fields.Datetime(compute="_compute_until", store=True, readonly=False)

    @api.depends("followup_ids")
    def _compute_until(self):
        for wizard in self:
            wizard.until = wizard.followup_ids._next_morning()

    def action_apply(self):
        """Do what the dialog was opened for."""
        self.ensure_one()
        if self.mode == "done":
            self.followup_ids.action_done(self.result)
        elif self.mode == "skip":
            self.followup_ids.action_skip(self.reason)
        else:
            self.followup_ids.action_snooze(self.until)
        return {"type": "ir.actions.act_window_close"}
