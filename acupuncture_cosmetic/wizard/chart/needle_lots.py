from odoo import Command, api, fields, models


class NeedleLots(models.TransientModel):
    """Asks once per needle size which lot the needles of a chart came from."""

    _name = "acupuncture.needle.lots"
    _description = "Lots of Needles"
    _inherit = ["acupuncture.dialog.mixin"]

    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="cascade",
        required=True,
        groups="acupuncture_cosmetic.group_practitioner",
    )
    line_ids = fields.One2many(
        comodel_name="acupuncture.needle.lots.line",
        inverse_name="wizard_id",
        compute="_compute_lines",
        compute_sudo=False,  # else a chart of another clinic could be named
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("treatment_id")
    def _compute_lines(self):
        for wizard in self:
            wizard.line_ids = [
                Command.create(
                    {
                        "gauge_mm": gauge,
                        "length_mm": length,
                        "count": len(needles),
                        "lot_id": needles.lot_id[:1].id,
                    }
                )
                for (gauge, length), needles in sorted(
                    wizard.treatment_id.needle_ids.grouped(
                        lambda needle: needle._size()
                    ).items()
                )
            ]

    def action_apply(self):
        """Give all needles of each size their lot."""
        self.ensure_one()
        for line in self.line_ids.filtered("lot_id"):
            self.treatment_id.action_set_needle_lot(
                line.lot_id.id, line.gauge_mm, line.length_mm
            )
        return {"type": "ir.actions.act_window_close"}
