from odoo import api, fields, models


class Credit(models.Model):
    """The session that a credit is reserved for or was charged for."""

    _inherit = "acupuncture.credit"

    session_ids = fields.One2many(
        comodel_name="acupuncture.session", inverse_name="credit_id", readonly=True
    )
    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        string="Latest Session",
        compute="_compute_session_id",
        ondelete="set null",
    )

    session_start = fields.Datetime(string="When", compute="_compute_session_id")

    @api.depends("session_ids.began_at")
    def _compute_session_id(self):
        for credit in self:
            credit.session_id = credit.session_ids.sorted("id")[-1:]
            credit.session_start = credit.session_id.began_at

    def _prepare_move(self, to_state, reason, amount, session=None):
        values = super()._prepare_move(to_state, reason, amount, session)
        return {**values, "session_id": (session or self.session_id).id}
