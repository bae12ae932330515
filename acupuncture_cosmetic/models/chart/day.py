from odoo import api, models

from ..foundation.groups import PRACTITIONER


class Day(models.AbstractModel):
    """Who is in treatment has a chart; and needles that are in since another day."""

    _inherit = "acupuncture.day"

    @api.model
    def _step(self, session):
        step = super()._step(session)
        treated = session.kind == "treatment"
        if step and step[0] == "action_finish" and treated:
            return "action_open_chart", self.env._("Open Chart")
        return step

    @api.model
    def _facts(self, sessions):
        facts = super()._facts(sessions)
        if self.env.user.has_group(PRACTITIONER):
            for session in self._with_needles_in(sessions):
                facts[session]["needles_in"] = True
        return facts

    @api.model
    def _unfinished(self):
        """Who treats sees first where needles are still in; nobody else may know."""
        found = super()._unfinished()
        if not self.env.user.has_group(PRACTITIONER):
            return found
        inside = self._with_needles_in(found)
        return found.sorted(lambda each: each not in inside)

    @api.model
    def _with_needles_in(self, sessions):
        treated = sessions.filtered(lambda each: each.state == "in_treatment")
        charts = self.env["acupuncture.treatment"].search(
            [
                ("session_id", "in", treated.ids),
                ("needles_in_at", "!=", False),
                ("removal_at", "=", False),
            ]
        )
        return charts.session_id & sessions
