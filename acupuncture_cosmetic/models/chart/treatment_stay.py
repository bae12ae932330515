from odoo import api, fields, models


class Treatment(models.Model):
    """How many of its needles are still in, also after it was signed."""

    _inherit = "acupuncture.treatment"

    still_in_count = fields.Integer(
        string="Needles Still In", compute="_compute_still_in_count"
    )

    @api.depends("needle_ids.retained", "needle_ids.removal_ids")
    def _compute_still_in_count(self):
        for treatment in self:
            treatment.still_in_count = len(treatment.needle_ids.filtered("is_still_in"))

    def action_take_out(self):
        """Ask when and by whom the needles that stayed in were taken out."""
        return self.needle_ids.action_take_out()

    def action_view_staying(self):
        """Open the needles of this record that stayed in."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acupuncture_cosmetic.needle_action_staying"
        )
        return action | {
            "domain": [("treatment_id", "=", self.id), ("retained", "=", True)],
            "context": {},
        }
