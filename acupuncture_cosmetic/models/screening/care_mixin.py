from operator import itemgetter

from odoo import api, fields, models

from ..foundation.days import format_day
from ..schedule.opening import Opening
from .screening_light_mixin import WATCHERS


class CareMixin(models.AbstractModel):
    """The light of the client on a course or a session, and from when on it can be.

    What is read and refused here names days and techniques, never a cause.
    """

    _name = "acupuncture.care.mixin"
    _inherit = ["acupuncture.care.mixin", "acupuncture.screening.light.mixin"]

    opening_note = fields.Char(
        string="Treatment Possible", compute="_compute_opening_note", groups=WATCHERS
    )

    def _compute_opening_note(self):
        openings = self._openings()
        for care in self:
            opening = openings.get(care, Opening())
            care.opening_note = care._note_beside(care.screening_text, opening)

    def _screening_subject(self):
        return self.client_id, self.company_id

    def _openings(self):
        """Return record -> ``Opening``; who is not to be treated any more is left out.

        Each heir says which day it is asked about.
        """
        raise NotImplementedError

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

    def _closed_message(self, opening):
        """Return why this client cannot be booked on the day that was asked about."""
        client = self.client_id.display_name
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

    @api.model
    def _note_beside(self, light_text, opening):
        """Return what the light of the client does not say about this plan."""
        note = self._not_before_note(opening)
        told = light_text and light_text.rstrip(".")
        if not note or not told or not note.startswith(told):
            return note
        if not opening.later:
            return False
        without = self._without_words(opening)
        return self.env._("Then %(without)s.", without=without)

    @api.model
    def _not_before_note(self, opening):
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
