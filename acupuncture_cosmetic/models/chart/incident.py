from odoo import fields, models

from ..reference.needling_mixin import ZONES


class Incident(models.Model):
    """A needle that was not found, or what else a clinician must resolve."""

    _name = "acupuncture.incident"
    _description = "Incident"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "id desc"
    _sealed_fields = frozenset({"name", "state", "resolved_at", "resolved_by_id"})

    name = fields.Char(string="Number", default="/", required=True, copy=False)
    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="treatment_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(
        selection=[
            ("count", "Needle count differs"),
            ("broken", "Broken needle"),
            ("other", "Other"),
        ],
        required=True,
        default="count",
    )
    zone = fields.Selection(selection=ZONES)
    needles_in = fields.Integer()
    needles_out = fields.Integer()
    search_done = fields.Text(string="What Was Searched")
    state = fields.Selection(
        selection=[("open", "Open"), ("resolved", "Resolved")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    resolution = fields.Text()
    resolved_at = fields.Datetime(readonly=True, copy=False)
    resolved_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
