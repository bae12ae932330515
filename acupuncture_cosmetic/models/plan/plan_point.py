from odoo import api, fields, models

from ..foundation.guard import guard_table


class PlanPoint(models.Model):
    """One point of a client's plan."""

    _name = "acupuncture.plan.point"
    _description = "Point of a Treatment Plan"
    _inherit = ["acupuncture.sealed.mixin", "acupuncture.planned.needling.mixin"]
    _order = "plan_id.id desc, sequence, id"
    _sealed_files = """EXISTS (
        SELECT 1 FROM acupuncture_plan AS plan
        WHERE plan.id = kept.plan_id AND plan.state <> 'draft')"""
    _rec_name = "point_id"

    plan_id = fields.Many2one(
        comodel_name="acupuncture.plan", ondelete="cascade", required=True, index=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id",
        store=True,
        index=True,
        precompute=True,
        related_sudo=False,
    )
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
    replaces_id = fields.Many2one(
        comodel_name="acupuncture.point",
        string="Instead Of",
        ondelete="restrict",
        help="The point of the protocol that this one replaces.",
    )
    dropped = fields.Boolean(help="In the protocol, but left out for this client.")
    reason = fields.Char(help="Why it was dropped, added or swapped.")
    screening_state = fields.Selection(
        selection=[("open", "Open"), ("caution", "With care"), ("closed", "Closed")],
        string="Screening",
        compute="_compute_screening_state",
    )
    screening_note = fields.Char(
        string="Why", compute="_compute_screening_state", compute_sudo=False
    )

    def init(self):
        """Points are as locked as their plan."""
        result = super().init()
        guard_table(self, "plan_child_guard", arguments=["plan_id"])
        return result

    @api.depends("point_id", "stimulation", "plan_id.client_id")
    def _compute_screening_state(self):
        items = self._item_names()
        standings = self.plan_id._standings()
        for plan, rows in self.grouped("plan_id").items():
            if not plan.client_id:
                rows.screening_state, rows.screening_note = "open", False
                continue
            _known, effects, closed = standings[plan]
            for row, verdict in plan._judge(rows, effects, closed).items():
                row.screening_state = verdict.state
                row.screening_note = verdict.reason and plan._closed_point_words(
                    verdict, items
                )

    @api.model
    def _item_names(self):
        """Return code -> name of the screening items that close points."""
        items = self.env["acupuncture.contraindication"].search_fetch(
            [("category", "=", "pregnancy")], ["code", "name"]
        )
        return {item.code: item.name for item in items}

    @api.onchange("point_id")
    def _onchange_point_id(self):
        """Start from the catalogue; another point in a protocol's row is a swap."""
        point = self.point_id
        if not point or point == self._origin.point_id:
            return
        self.side = "mid" if point.laterality == "midline" else "both"
        self.zone = point.zone
        self.angle = point.angle
        self.depth_mm = point.depth_min_mm
        if self._origin:
            self.update(self._swapped(point))

    @api.model_create_multi
    def create(self, vals_list):
        plans = {vals.get("plan_id") for vals in vals_list} - {None, False}
        self.env["acupuncture.plan"].browse(plans)._refuse_if_agreed()
        return super().create(vals_list)

    def write(self, vals):
        self.plan_id._refuse_if_agreed()
        if "point_id" not in vals or "origin" in vals:
            return super().write(vals)
        point = self.env["acupuncture.point"].browse(vals["point_id"])
        for row in self:
            super(PlanPoint, row).write({**vals, **row._swapped(point)})
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self.plan_id._refuse_if_agreed()

    def _swapped(self, point):
        """Return what a row of the protocol says once another point stands there."""
        self.ensure_one()
        row = self._origin
        asked = row.replaces_id or row.point_id
        if row.origin == "added":
            return {}
        if point == asked:
            return {"origin": "protocol", "replaces_id": False}
        return {"origin": "swapped", "replaces_id": asked.id}
