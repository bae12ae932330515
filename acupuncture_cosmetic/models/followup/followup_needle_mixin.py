from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..chart.needle import STILL_IN


class FollowupNeedleMixin(models.AbstractModel):
    """The task of a needle that stayed in ends when somebody says that it is out."""

    _name = "acupuncture.followup.needle.mixin"
    _description = "Tasks of Needles That Stay In"

    def action_take_out(self):
        """Ask when and by whom the needles of these follow-ups were taken out."""
        return self._needles_still_in().action_take_out()

    def _needles_to_ask_for(self):
        """Return the needles still in, where these tasks are about nothing else."""
        needles = self.env["acupuncture.needle"]
        only = set(self.mapped("trigger")) == {"needle_due"}
        return (
            self._needles_still_in() if only and needles.has_access("read") else needles
        )

    def _check_needles_out(self):
        """Keep what would else be forgotten.

        :raises UserError: a needle that stayed in is in still
        """
        # sudo: a guard; whoever ticks a task off need not read charts
        needles = self.sudo()._needles_still_in()
        for client in needles.treatment_id.session_id.client_id:
            raise UserError(
                self.env._(
                    "%(client)s: what this follow-up asks for has not been recorded "
                    "yet. A practitioner opens it and chooses Taken Out. Until then, "
                    "put it off or skip it with a reason.",
                    client=client.name,
                )
            )

    def _needles_still_in(self):
        sessions = self.filtered(lambda one: one.trigger == "needle_due").session_id
        if not sessions:
            return self.env["acupuncture.needle"]
        return self.env["acupuncture.needle"].search(
            STILL_IN & Domain("treatment_id.session_id", "in", sessions.ids)
        )
