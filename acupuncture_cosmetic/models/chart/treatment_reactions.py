from odoo import api, fields, models

from ..foundation.windows import dialog


class Treatment(models.Model):
    """Reactions to a treatment, whenever they show."""

    _inherit = "acupuncture.treatment"

    reaction_count = fields.Integer(
        string="Reactions Recorded", compute="_compute_reaction_count"
    )
    open_reaction_count = fields.Integer(compute="_compute_reaction_count")

    @api.depends("reaction_ids.resolved_on")
    def _compute_reaction_count(self):
        for treatment in self:
            reactions = treatment.reaction_ids
            treatment.reaction_count = len(reactions)
            treatment.open_reaction_count = len(
                reactions.filtered(lambda one: not one.resolved_on)
            )

    def action_late_reaction(self):
        """Record what showed after the session, on a chart that may be signed."""
        self.ensure_one()
        return dialog(
            self.env["acupuncture.reaction"],
            self.env._("Late Reaction"),
            treatment_id=self.id,
        )

    def action_view_reactions(self):
        """Open the reactions of this treatment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acupuncture_cosmetic.reaction_action"
        )
        return action | {
            "domain": [("treatment_id", "=", self.id)],
            "context": {"default_treatment_id": self.id},
        }
