from odoo import fields, models


class Addendum(models.Model):
    """What is added to a signed treatment record; append-only."""

    _name = "acupuncture.addendum"
    _description = "Addendum"
    _inherit = ["acupuncture.append.only.mixin", "acupuncture.sealed.mixin"]
    _order = "id"
    _rec_name = "id"
    _log_access = False  # a logged write would be an update
    _sealed_fields = frozenset({"at", "user_id"})

    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="treatment_id.company_id", store=True, index=True, precompute=True
    )
    at = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now()
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.user,
    )
    text = fields.Text(required=True)
