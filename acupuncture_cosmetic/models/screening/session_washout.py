from operator import itemgetter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..course.course_terms import USUAL_TECHNIQUES
from ..foundation.days import format_day
from ..schedule.opening import Opening
from ..schedule.session_states import UPCOMING
from .intake_evaluation import Request
from .screening_light_mixin import WATCHERS


class Session(models.Model):
    """No treatment on a day on which what it cannot do without is closed."""

    _inherit = "acupuncture.session"

    opening_note = fields.Char(
        string="Treatment Possible", compute="_compute_opening_note", groups=WATCHERS
    )

    @api.depends("client_id", "course_id", "start", "kind", "state")
    def _compute_opening_note(self):
        ready = self.filtered(
            lambda session: (
                session.kind == "treatment"
                and session.state in UPCOMING
                and session.client_id
                and session.start
            )
        )
        openings = ready._openings()
        for session in self:
            opening = openings.get(session, Opening())
            session.opening_note = self._note_beside(session.screening_text, opening)

    def _created(self):
        self._check_not_before()
        return super()._created()

    def _check_movable(self):
        result = super()._check_movable()
        self._check_not_before()
        return result

    def _check_not_before(self):
        """Refuse days on which a session cannot be given what it cannot do without.

        Every way onto a day comes here: booking, planning, moving, the calendars, the
        waiting course, and whatever is written or imported from outside.

        :raises UserError: names the first day on which treatment is possible
        """
        treatments = self.filtered(
            lambda session: session.kind == "treatment" and session.state in UPCOMING
        )
        for session, opening in treatments._openings().items():
            if opening.closed:
                raise UserError(self._closed_message(opening, session.client_id))

    @api.model
    def _closed_message(self, opening, client):
        client = client.display_name
        if not opening.day:
            return self.env._(
                "%(client)s cannot be booked for a treatment yet. Ask the practitioner "
                "first, or book a consultation.",
                client=client,
            )
        return self.env._(
            "%(client)s can be treated from %(day)s on. Choose that day or a later "
            "one.",
            client=client,
            day=self._opening_words(opening),
        )

    def _openings(self):
        """Return session -> what its client's screening says about its day."""
        if not self._have_history(self.client_id):
            return dict.fromkeys(self, Opening())
        left_out = self._left_out()
        requests = [session._screening_request(left_out[session]) for session in self]
        return dict(zip(self, self._opening_of(requests), strict=True))

    def _left_out(self):
        """Hook: return session -> codes of what is left out of this visit alone."""
        return dict.fromkeys(self, frozenset())

    @api.model
    def _have_history(self, clients):
        """Tell whether the screening may close a day to any of these clients.

        The only query for those without a history, a fixed number for the others.
        """
        # sudo: tells only that there is something to ask; who has a light has a history
        alerts = self.env["acupuncture.client.alert"].sudo()
        return bool(alerts.search_count([("client_id", "in", clients.ids)], limit=1))

    @api.model
    def _opening_of(self, requests):
        """Return an opening per ``Request``."""
        # sudo: whoever books learns days and techniques, never the cause
        histories = self.env["acupuncture.intake"].sudo()
        return [
            Opening.of(result, request.day)
            for request, result in zip(
                requests, histories._evaluate_many(requests), strict=True
            )
        ]

    @api.model
    def _note_beside(self, light_text, opening):
        """Return what the light of the client does not say about this plan."""
        note = self._opening_note(opening)
        told = light_text and light_text.rstrip(".")
        if not note or not told or not note.startswith(told):
            return note
        if not opening.later:
            return False
        without = self._without_words(opening)
        return self.env._("Then %(without)s.", without=without)

    @api.model
    def _opening_note(self, opening):
        """Return what the desk reads about the day: "Not before 5 May", or False."""
        if opening.closed and not opening.day:
            return self.env._("Ask the practitioner before booking.")
        if opening.closed:
            day = self._opening_words(opening)
            return self.env._("Not before %(day)s.", day=day)
        if opening.later:
            without = self._without_words(opening)
            return self.env._("Possible %(without)s.", without=without)
        return False

    @api.model
    def _opening_words(self, opening):
        """Return e.g. "5 May, without LED until 8 May"."""
        day = format_day(self.env, opening.day)
        if not opening.later:
            return day
        return self.env._(
            "%(day)s, %(without)s", day=day, without=self._without_words(opening)
        )

    @api.model
    def _without_words(self, opening):
        """Return e.g. "without LED until 8 May"."""
        names = self.env["acupuncture.technique"]._names()
        ends = {}
        for code, day in sorted(opening.later, key=itemgetter(1)):
            ends.setdefault(day, []).append(names[code])
        return ", ".join(
            self.env._(
                "without %(techniques)s until %(day)s",
                techniques=", ".join(techniques),
                day=format_day(self.env, day),
            )
            for day, techniques in ends.items()
        )

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
