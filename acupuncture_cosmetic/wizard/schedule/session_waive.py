from odoo import fields, models
from odoo.exceptions import UserError


class SessionWaive(models.TransientModel):
    """Asks a manager why a charge is forgiven; the credit journal keeps it."""

    _name = "acupuncture.session.waive"
    _description = "Waive a Charge"
    _inherit = ["acupuncture.dialog.mixin"]

    session_ids = fields.Many2many(
        comodel_name="acupuncture.session", string="Appointments", required=True
    )
    reason = fields.Char(
        string="Why",
        required=True,
        help="Desk and billing read it beside the session and in the journal.",
    )

    def action_apply(self):
        """Give back what was charged.

        :raises UserError: no reason is given
        """
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Say in a few words why nothing is charged, then waive it.")
            )
        self.session_ids._waive(reason)
        return {"type": "ir.actions.act_window_close"}
