from odoo import api, models


class Day(models.AbstractModel):
    """The light of each client on a card: a level and a neutral sentence."""

    _inherit = "acupuncture.day"

    @api.model
    def _facts(self, sessions):
        facts = super()._facts(sessions)
        for session in sessions:
            facts[session]["light"] = session.screening_light
            facts[session]["light_text"] = session.screening_text or ""
        return facts
