from odoo import api, models


class NeedleRemoval(models.Model):
    """What is out is not asked for any more; the next one is, on its own day."""

    _inherit = "acupuncture.needle.removal"

    @api.model_create_multi
    def create(self, vals_list):
        removals = super().create(vals_list)
        treatments = removals.treatment_id
        out = treatments.filtered(lambda one: not one.still_in_count)
        self.env["acupuncture.followup"].search(
            [
                ("trigger", "=", "needle_due"),
                ("session_id", "in", out.session_id.ids),
                ("state", "in", ("planned", "open")),
            ]
        ).action_done()
        removals.needle_id._sync_followups()
        return removals
