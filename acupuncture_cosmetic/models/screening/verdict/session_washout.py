from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ....engine import followup_dates
from ...course.course_terms import USUAL_TECHNIQUES
from ...schedule.session import UPCOMING


class Session(models.Model):
    """No treatment is booked on a day that the screening already closes."""

    _inherit = "acupuncture.session"

    @api.model_create_multi
    def create(self, vals_list):
        sessions = super().create(vals_list)
        sessions._check_not_before()
        return sessions

    def _check_movable(self):
        result = super()._check_movable()
        self._check_not_before()
        return result

    def _check_not_before(self):
        """:raises UserError: names the first day on which treatment is possible"""
        treatments = self.filtered(
            lambda session: session.kind == "treatment" and session.state in UPCOMING
        )
        for session, day in treatments._first_allowed_days().items():
            raise UserError(
                self.env._(
                    "%(client)s can be treated from %(day)s on. Choose that day or a "
                    "later one.",
                    client=session.client_id.display_name,
                    day=format_date(self.env, day),
                )
            )

    def _first_allowed_days(self):
        """Return session -> first allowed day, of those planned before it."""
        if not self._have_history(self.client_id):
            return {}
        days = self._first_allowed([session._screening_request() for session in self])
        return {session: day for session, day in zip(self, days, strict=True) if day}

    @api.model
    def _have_history(self, clients):
        """Tell whether the screening may close a day to any of these clients.

        The only query for those without a history, a fixed number for the others.
        """
        # sudo: tells only that there is something to ask; who has a light has a history
        alerts = self.env["acupuncture.client.alert"].sudo()
        return bool(alerts.search_count([("client_id", "in", clients.ids)], limit=1))

    @api.model
    def _first_allowed(self, requests):
        """Return the first allowed day, or None, per ``_screening_request``."""
        # sudo: whoever books learns the day alone
        histories = self.env["acupuncture.intake"].sudo()
        return [result.not_before for result in histories._evaluate_many(requests)]

    def _screening_request(self):
        self.ensure_one()
        day = self.company_id._clinic_date(self.start)
        return self.client_id, self.company_id, self._planned_techniques(), day

    def _planned_techniques(self):
        """Return the codes of the techniques of this session, if it is a treatment."""
        self.ensure_one()
        if self.kind != "treatment":
            return frozenset()
        course = self.course_id
        return course._planned_techniques() if course else USUAL_TECHNIQUES

    def _is_planned_before(self, day):
        """Tell whether it is still to come, on an earlier day of the clinic."""
        self.ensure_one()
        return self.state in UPCOMING and self.company_id._clinic_date(self.start) < day

    def _usual_hours(self):
        """Return the hours of the clinic's day that these sessions keep to."""
        zones = [session.company_id._clinic_tz().zone for session in self]
        pairs = list(zip(self, zones, strict=True))
        starts = [followup_dates.to_local(each.start, zone) for each, zone in pairs]
        stops = [followup_dates.to_local(each.stop, zone) for each, zone in pairs]
        first = min(start.hour + start.minute / 60 for start in starts)
        last = max(stop.hour + stop.minute / 60 for stop in stops)
        return (first, last) if first < last else (0.0, 24.0)
