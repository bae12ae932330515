from odoo import api, models
from odoo.exceptions import UserError

from ..course.course_terms import USUAL_TECHNIQUES
from ..schedule.opening import Opening
from ..schedule.session_states import UPCOMING
from .intake_check import BY_CLINICIAN
from .intake_judging_mixin import Request
from .intake_states import LIVE


class Session(models.Model):
    """No treatment on a day on which what it cannot do without is closed.

    And the question of the day: has anything changed since the history was told? It
    counts for a visit when it was asked on its day or the day before: by the client's
    link, on the tablet, at the desk, or by who treats. The desk notes that something
    changed, never what; then a practitioner looks, or the client tells a new version.
    """

    _inherit = "acupuncture.session"

    @api.depends("client_id", "start", "state", "kind")
    @api.depends_context("uid")
    def _compute_screening_light(self):
        return super()._compute_screening_light()

    @api.depends("client_id", "course_id", "start", "kind", "state")
    def _compute_opening_note(self):
        return super()._compute_opening_note()

    def _created(self):
        self._check_not_before()
        return super()._created()

    def _check_movable(self):
        result = super()._check_movable()
        self._check_not_before()
        return result

    def action_change_history(self):
        """Open the next version of the history, to type in what changed."""
        self.ensure_one()
        self._check_role("practitioner")
        histories = self.env["acupuncture.intake"]
        return histories._open_to_type(self.client_id, self.company_id)

    def _is_treatment_ahead(self):
        self.ensure_one()
        return self.kind == "treatment" and self.state in UPCOMING

    def _screening_key(self):
        if not self._is_treatment_ahead() or not self.client_id:
            return None
        company = self.company_id
        day = (
            company._clinic_date(self.start) if self.start else company._clinic_today()
        )
        return self.client_id._origin, company, day

    # ------------------------------------------------------------------
    # The day
    # ------------------------------------------------------------------

    def _check_not_before(self):
        """Refuse days on which a session cannot be given what it cannot do without.

        Every way onto a day comes here: booking, planning, moving, the calendars, the
        waiting course, and whatever is written or imported from outside.

        :raises UserError: names the first day on which treatment is possible
        """
        for session, opening in self._openings().items():
            if opening.closed:
                raise UserError(session._closed_message(opening))

    def _openings(self):
        """Return session -> what its client's screening says about its day."""
        ahead = self.filtered(
            lambda session: (
                session._is_treatment_ahead() and session.client_id and session.start
            )
        )
        if not ahead or not self._have_history(ahead.client_id):
            return dict.fromkeys(ahead, Opening())
        left_out = ahead._left_out()
        requests = [session._screening_request(left_out[session]) for session in ahead]
        return dict(zip(ahead, self._opening_of(requests), strict=True))

    def _left_out(self):
        """Hook: return session -> codes of what is left out of this visit alone."""
        return dict.fromkeys(self, frozenset())

    def _screening_request(self, left_out=frozenset()):
        """Return the question about the day of this session, as it is planned."""
        self.ensure_one()
        return Request(
            self.client_id,
            self.company_id,
            self._planned_techniques() - left_out,
            self.company_id._clinic_date(self.start),
            self._essential_techniques() - left_out,
        )

    def _planned_techniques(self):
        """Return the codes of the techniques of this session, if it is a treatment."""
        self.ensure_one()
        if self.kind != "treatment":
            return frozenset()
        course = self.course_id
        return course._planned_techniques() if course else USUAL_TECHNIQUES

    def _essential_techniques(self):
        """Return the code of what this session cannot do without, as a set."""
        self.ensure_one()
        if self.kind != "treatment":
            return frozenset()
        course = self.course_id
        return course._essential_techniques() if course else USUAL_TECHNIQUES

    def _is_planned_before(self, day):
        """Tell whether it is still to come, on an earlier day of the clinic."""
        self.ensure_one()
        return self.state in UPCOMING and self.company_id._clinic_date(self.start) < day

    # ------------------------------------------------------------------
    # The question of the day
    # ------------------------------------------------------------------

    def _asks_as_clinician(self):
        return self.env.user.has_group("acupuncture_cosmetic.group_practitioner")

    def _note_answer(self, changed):
        """Write down who was asked by whom, and whether anything changed.

        :raises UserError: there is no visit to come, or no history to ask about
        """
        self.ensure_one()
        self._check_role("front_desk")
        self.check_access("write")
        if not self._is_treatment_ahead():
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
                    "%(client)s has given no health history yet, so nothing can have "
                    "changed. Send the forms, or fill them in here.",
                    client=self.client_id.display_name,
                )
            )
        source = BY_CLINICIAN if self._asks_as_clinician() else "desk"
        history._note_asked(source, self, changed)

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
