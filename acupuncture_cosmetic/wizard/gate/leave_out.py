from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.schedule.charge_mixin import NOTHING, REDUCED


class LeaveOut(models.TransientModel):
    """Asks what a visit costs without what its course is sold for.

    The techniques are told anew from the checklist: nothing about health is stored.
    """

    _name = "acupuncture.leave.out"
    _description = "Leave Out a Technique"
    _inherit = ["acupuncture.dialog.mixin"]

    session_id = fields.Many2one(
        comodel_name="acupuncture.session", required=True, ondelete="cascade"
    )
    techniques = fields.Char(string="Left Out", compute="_compute_techniques")
    charge = fields.Selection(
        selection="_charges", string="The Visit Costs", required=True, default=NOTHING
    )

    @api.model
    def _charges(self):
        """Offer the reduced service where the clinic has one."""
        charges = [
            (NOTHING, self.env._("Nothing: the session goes back to the course"))
        ]
        # sudo: whoever treats knows the service by name and price
        service = self.env.company.sudo().acupuncture_reduced_service_id
        if service:
            name = service.display_name
            charges.append((REDUCED, self.env._("%(service)s", service=name)))
        return charges

    @api.depends("session_id")
    @api.depends_context("acupuncture_gate_code")
    def _compute_techniques(self):
        names = self.env["acupuncture.technique"]._names()
        for dialog in self:
            try:
                codes, _costs_less = dialog._session()._to_leave_out()
            except UserError:  # settled meanwhile: applying says so
                codes = []
            dialog.techniques = ", ".join(names[code] for code in codes)

    def action_apply(self):
        """Leave it out, and charge what was chosen.

        :raises UserError: nothing is closed any more
        """
        self.ensure_one()
        self._session().action_leave_out(self.charge)
        return self.session_id._open_checklist()

    def _session(self):
        code = self.env.context.get("acupuncture_gate_code")
        return self.session_id.with_context(acupuncture_gate_code=code)
