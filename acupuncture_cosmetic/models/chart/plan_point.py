from odoo import fields, models


class PlanPoint(models.Model):
    """One point of a client's plan."""

    _name = "acupuncture.plan.point"
    _description = "Point of a Treatment Plan"
    _inherit = ["acupuncture.needling.mixin"]
    _order = "plan_id, sequence, id"
    _rec_name = "point_id"

    plan_id = fields.Many2one(
        comodel_name="acupuncture.plan", ondelete="cascade", required=True, index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    origin = fields.Selection(
        selection=[
            ("protocol", "Protocol"),
            ("added", "Added"),
            ("swapped", "Swapped"),
        ],
        default="added",
        required=True,
    )
    dropped = fields.Boolean(help="Of the protocol, but not for this client.")
    reason = fields.Char()
