from odoo import models
from odoo.exceptions import UserError

from ..schedule.session_states import UPCOMING
from .intake import LIVE
from .intake_check import BY_CLINICIAN


class Session(models.Model):
    """The question of the day: has anything changed since the history was told?

    It counts for a visit when it was asked on its day or the day before: by the
    client's link, on the tablet, at the desk, or by who treats. The desk notes that
    something changed, never what; then a practitioner looks, or the client tells a new
    version.
    """

    _inherit = "acupuncture.session"

    def action_change_history(self):
        """Open the next version of the history, to type in what changed."""
        self.ensure_one()
        self._check_role("practitioner")
        histories = self.env["acupuncture.intake"]
        return histories._open_to_type(self.client_id, self.company_id)

    def _asks_as_clinician(self):
        return self.env.user.has_group("acupuncture_cosmetic.group_practitioner")

    def _note_answer(self, changed):
        """Write down who was asked by whom, and whether anything changed.

        :raises UserError: there is no visit to come, or no history to ask about
        """
        self.ensure_one()
        self._check_role("front_desk")
        self.check_access("write")
        if self.kind != "treatment" or self.state not in UPCOMING:
            raise UserError(
                self.env._(
                    "%(session)s is %(state)s: there is nothing to ask any more. "
                    "Reload the page to see where it stands.",
                    session=self.display_name,
                    state=self._state_label(),
                )
            )
        # sudo: the desk notes that it asked; it reads no answer and writes none
        histories = self.env["acupuncture.intake"].sudo()
        history = histories._heads(self.client_id, self.company_id)[:1]
        if not history:
            raise UserError(
                self.env._(
                    "%(client)s has told no health history yet, so nothing can have "
                    "changed. Send the forms, or fill them in here.",
                    client=self.client_id.display_name,
                )
            )
        source = BY_CLINICIAN if self._asks_as_clinician() else "desk"
        history._note_asked(source, self, changed)

    def _whose(self):
        return self.client_id, self.company_id

    def _answers_noted(self):
        """Return (client, clinic) -> what was noted since the last history."""
        # sudo: when and whether, never what
        rows = self.env["acupuncture.intake.check"].sudo()
        rows = rows.search_fetch(
            [
                ("intake_id.client_id", "in", self.client_id.ids),
                ("intake_id.state", "in", LIVE),
                ("company_id", "in", self.company_id.ids),
            ],
            ["intake_id", "company_id", "at", "source", "changed"],
            order="id",
        )
        return rows.grouped(lambda row: (row.intake_id.client_id, row.company_id))
