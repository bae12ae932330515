from odoo import api, fields, models
from odoo.exceptions import UserError


class RefundPolicy(models.Model):
    """How open sessions are paid back. Sold courses keep the policy as it was."""

    _name = "acupuncture.refund.policy"
    _description = "Course Refund Policy"
    _inherit = ["acupuncture.shared.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="cascade",
        help="Leave empty if every clinic may use it.",
    )
    basis = fields.Selection(
        selection=[
            ("pro_rata", "Open sessions at the price paid"),
            ("reprice", "Price paid less used sessions at the single price"),
            ("none", "No refund"),
        ],
        default="pro_rata",
        required=True,
    )
    cooling_off_days = fields.Integer(
        default=14,
        help="Days after the sale during which everything unused is paid back.",
    )
    fee_percent = fields.Float(
        string="Fee (%)", help="Kept from the refund after the cooling-off days."
    )
    note = fields.Text(string="Wording for the Client", translate=True)

    _figures = models.Constraint(
        "CHECK (cooling_off_days >= 0 AND fee_percent BETWEEN 0 AND 100)",
        "Cooling-off days cannot be negative; the fee is between 0 and 100 percent.",
    )

    def write(self, vals):
        if vals.keys() & {"basis", "cooling_off_days", "fee_percent"}:
            self._refuse_if_sold()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sold(self):
        self._refuse_if_sold()

    def _refuse_if_sold(self):
        # A cashier of one clinic must not change what another clinic sold.
        sold = (
            self.env["acupuncture.course"]
            .sudo()
            .with_context(active_test=False)
            .search([("refund_policy_id", "in", self.ids)], limit=1)
        )
        if sold:
            raise UserError(
                self.env._(
                    "“%(policy)s” was promised with course %(course)s and can no "
                    "longer be changed. Archive it and create a new policy for future "
                    "sales.",
                    policy=sold.refund_policy_id.name,
                    course=sold.name,
                )
            )
