from datetime import timedelta

from odoo import api, fields, models


class FindingDefer(models.TransientModel):
    """Asks until when a finding is deferred: some weeks, the end of its rule, a day."""

    _name = "acupuncture.finding.defer"
    _description = "Defer a Finding"
    _inherit = ["acupuncture.dialog.mixin"]

    finding_id = fields.Many2one(
        comodel_name="acupuncture.finding", required=True, ondelete="cascade"
    )
    rule_until = fields.Date(related="finding_id.until", related_sudo=False)
    choice = fields.Selection(
        selection=[
            ("14", "2 weeks"),
            ("28", "4 weeks"),
            ("day", "Until a date"),
        ],
        string="How Long",
        required=True,
        compute="_compute_choice",
        store=True,
        readonly=False,
        precompute=True,
    )
    until = fields.Date(
        string="Not Before",
        required=True,
        compute="_compute_until",
        store=True,
        readonly=False,
        precompute=True,
    )
    note = fields.Char()

    @api.depends("finding_id")
    def _compute_choice(self):
        for wizard in self:
            wizard.choice = "day" if wizard.finding_id.until else "14"

    @api.depends("choice")
    def _compute_until(self):
        for wizard in self:
            finding = wizard.finding_id
            today = (finding.company_id or self.env.company)._clinic_today()
            if wizard.choice == "day":
                wizard.until = wizard.until or finding.until
            else:
                wizard.until = today + timedelta(days=int(wizard.choice))

    def action_apply(self):
        """Defer; then offer to defer the courses that are planned before that day."""
        self.ensure_one()
        finding = self.finding_id
        followed = finding.action_defer(self.note, self.until)
        return followed or {"type": "ir.actions.act_window_close"}
