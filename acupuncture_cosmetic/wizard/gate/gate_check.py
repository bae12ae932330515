from odoo import api, fields, models


class GateCheck(models.TransientModel):
    """The checklist before a treatment: what is green, what is red, what mends it."""

    _name = "acupuncture.gate.check"
    _description = "Checklist"
    _inherit = ["acupuncture.dialog.mixin"]

    session_id = fields.Many2one(
        comodel_name="acupuncture.session", required=True, ondelete="cascade"
    )
    client_id = fields.Many2one(related="session_id.client_id")
    starting = fields.Boolean(
        export_string_translation=False,
        help="Technical: opened in order to start, so the last answer starts.",
    )
    line_ids = fields.One2many(
        comodel_name="acupuncture.gate.check.line", inverse_name="check_id"
    )
    red_count = fields.Integer(compute="_compute_verdict")
    may_start = fields.Boolean(compute="_compute_verdict")
    may_override = fields.Boolean(compute="_compute_verdict")

    @api.depends("session_id")
    def _compute_verdict(self):
        user = self.env.user
        practitioner = user.has_group("acupuncture_cosmetic.group_practitioner")
        lead = user.has_group("acupuncture_cosmetic.group_clinical_lead")
        for dialog in self:
            red = [line for line in dialog.line_ids if not line.ok]
            here = dialog.session_id.state == "arrived"
            dialog.red_count = len(red)
            dialog.may_start = practitioner and here and not red
            open_lines = [line for line in red if not line.aside]
            dialog.may_override = (
                lead and open_lines and all(line.overridable for line in open_lines)
            )

    def action_start(self):
        """Start the session; the gate looks once more."""
        started = self.session_id.action_start()
        return started or {"type": "ir.actions.act_window_close"}

    def action_override(self):
        """Ask the clinical lead for the reason."""
        self.ensure_one()
        return self.session_id.action_override()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Before the treatment"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
