from odoo import api, fields, models
from odoo.exceptions import UserError


class SessionExchange(models.TransientModel):
    """Asks which client, course or credit a visit should have been booked on."""

    _name = "acupuncture.session.exchange"
    _description = "Change Client or Course"
    _inherit = ["acupuncture.dialog.mixin"]

    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        string="Appointment",
        ondelete="cascade",
        required=True,
    )
    state = fields.Selection(related="session_id.state")
    kind = fields.Selection(related="session_id.kind")
    company_id = fields.Many2one(related="session_id.company_id")
    client_id = fields.Many2one(
        comodel_name="res.partner",
        ondelete="cascade",
        compute="_compute_client_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course",
        ondelete="cascade",
        domain="[('client_id', '=', client_id), ('company_id', '=', company_id), "
        "('state', '=', 'active'), ('available_count', '>', 0)]",
        help="Leave empty for the open course of this client that ends first.",
    )
    credit_id = fields.Many2one(
        comodel_name="acupuncture.credit",
        ondelete="cascade",
        string="Session of the Course",
        domain="[('course_id', '=', course_id), ('state', '=', 'available')]",
        help="Leave empty for the next open one.",
    )
    charge_nothing = fields.Boolean(help="The session goes back to its course.")
    reason = fields.Char(
        string="Why",
        required=True,
        help="Desk and billing read it beside the session and in the journal.",
    )

    @api.depends("session_id")
    def _compute_client_id(self):
        for dialog in self:
            dialog.client_id = dialog.session_id.client_id

    @api.onchange("client_id")
    def _onchange_client_id(self):
        self.course_id = False

    @api.onchange("course_id")
    def _onchange_course_id(self):
        self.credit_id = False

    def action_apply(self):
        """Exchange, and show the session that stands now.

        :raises UserError: no reason is given, or something stands in the way
        """
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Say in a few words what was wrong. The journal keeps it.")
            )
        session = self.session_id
        if self.charge_nothing:
            session._charge_nothing(reason)
        else:
            session = session._exchange(
                reason, self.client_id, self.course_id or None, self.credit_id or None
            )
        return session._get_records_action()
