from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.models import BaseModel

from ...engine import planning, spacing
from ...engine.clinic_clock import to_local
from ...engine.slots import Option, options
from ..foundation.days import format_day
from .resource_resource import OFFERED
from .session_states import UPCOMING

ANY_DAY = frozenset(range(7))
WHOLE_DAY = (0.0, 24.0)
MOST_YEARS = 5
MOST_HOURS = 48  # a session may end after midnight
DAY = timedelta(days=1)
NEAR = timedelta(days=3)
SOON = timedelta(days=7)
WEEK_RHYTHM = 5  # days: sessions this far apart are held on the same weekday
SEARCH_DAYS = 21
FREE_TIMES = 3


class Wish(NamedTuple):
    """When a client would like to come, and to whom.

    :param weekdays: Monday is 0; none: any day
    :param hour_from: hour of the clinic's day, 9.5 is half past nine
    :param hour_to: when the session is over at the latest
    :param practitioners: none: anybody who is licensed, the preferred one first
    :param rooms: none: any room
    """

    first_day: date
    weekdays: frozenset[int] = ANY_DAY
    hour_from: float = WHOLE_DAY[0]
    hour_to: float = WHOLE_DAY[1]
    practitioners: BaseModel | None = None
    rooms: BaseModel | None = None


class Place(NamedTuple):
    """A time and whom somebody chose for it: ids, False where nobody is chosen."""

    start: datetime
    practitioner: int
    room: int = False


class Planner(models.AbstractModel):
    """When could this client come? Proposes times, judges chosen ones, books them.

    It keeps nothing: dialogs, verbs and the client's page ask, show and decide. What it
    finds are proposals and options of the engine (``engine/planning.py``,
    ``engine/slots.py``); only booking makes sure of them.

    ============== ================================================================
    _propose       dates for the next sessions of a course
    _propose_next  one more session, as near as possible to how the last one was
    _propose_again other dates for sessions that are booked and must move
    _propose_other other times for one session of a plan
    _judge         what speaks against times that somebody chose
    _book          sessions of a course at these times: all of them or none
    _free_times    the next times at which the people of a session are free
    ============== ================================================================
    """

    _name = "acupuncture.planner"
    _inherit = ["acupuncture.planner.remark.mixin"]
    _description = "Planner of Sessions"

    @api.model
    def _propose(self, course, count, wish):
        """Return a proposal for each of the next ``count`` sessions of a course.

        :raises UserError: the course has not as many, nobody can plan what is wished,
            or nobody knows yet when the client can be treated
        """
        opening = course._treatment_opening()
        course._check_plannable(opening)
        if not 0 < count <= course.available_count:
            raise UserError(
                self.env._(
                    "%(course)s has %(count)s sessions to plan.",
                    course=course.name,
                    count=course.available_count,
                )
            )
        gaps = self._gaps(course, count)
        search = self._search(course, gaps, wish, opening)
        return search.propose(gaps, self._last_day(course))

    @api.model
    def _propose_next(self, session):
        """Return wish and proposal of the session that follows ``session``.

        The wish for the same room gives way first, then the weekday, the hour, and last
        the practitioner.

        :raises UserError: see ``_propose``
        """
        course = session.course_id
        wishes = list(self._wishes_like(session))
        first_day = self._wishes(course, wishes[0]).first_day
        for wish in wishes:
            [proposal] = self._propose(course, 1, wish)
            if self._is_in_rhythm(course, first_day, proposal):
                break
        return wish, proposal

    @api.model
    def _propose_again(self, sessions, day):
        """Return a proposal for each of these booked sessions, in order of their start.

        From ``day`` on and after those of their course that stay; at the hours that
        they keep to, if all find a time then, else at any.

        :raises UserError: ``day`` is further than anybody plans
        """
        course = sessions.course_id
        company, live = course.company_id, course._live_sessions()
        staying = live.filtered(lambda one: one.state in UPCOMING) - sessions
        days = [company._clinic_date(session.start) for session in staying]
        previous = max(days, default=None)
        gaps = self._gaps(course, len(sessions), len(live) - len(sessions))
        for hours in (self._usual_hours(sessions), WHOLE_DAY):
            wish = Wish(
                max(day, previous or day),
                ANY_DAY,
                *hours,
                practitioners=sessions.practitioner_id,
            )
            proposals = self._search(course, gaps, wish).propose(gaps, previous)
            if all(proposal.option for proposal in proposals):
                break
        return proposals

    @api.model
    def _propose_other(self, course, number, others, wish):
        """Return the options for one session of a plan, around its place in it.

        :param number: which of the sessions to plan it is, from 0
        :param others: number -> place of other sessions of the plan
        """
        gaps = self._gaps(course, max(number, len(others)) + 1)
        search = self._search(course, gaps, wish)
        for place in others.values():
            search.clinic.take(self._option(course, place))
        before = [place.start for key, place in others.items() if key < number]
        previous = self._last_day(course)
        if before:
            previous = search.local_day(max(before))
        [proposal] = search.propose([gaps[number]], previous)
        return [proposal.option, *proposal.alternatives] if proposal.option else []

    @api.model
    def _judge(self, course, places):
        """Return (status, remark) of each place, in a fixed number of queries.

        ======= ===========================================================
        ok      free; the remark tells what is not possible that day
        spacing free, though not at the distance that the course plans: advice
        closed  somebody does not work then, is not licensed, or has left
        taken   somebody has another appointment
        expired the course may not be used any more
        early   the client cannot be treated yet
        none    nobody was chosen
        ======= ===========================================================

        :param places: by their start, each taken for the ones after it
        """
        near = [place for place in places if not self._is_far(course, place.start)]
        if near:
            opening, clinic = course._treatment_opening(), self._clinic_at(course, near)
            gaps, previous = self._gaps(course, len(near)), self._last_day(course)
        verdicts = []
        for place in places:
            if place not in near:
                words = self.env._("No calendar reaches that far")
                verdicts.append(("closed", words))
                continue
            day, gap = course.company_id._clinic_date(place.start), gaps.pop(0)
            option = self._option(course, place)
            verdicts.append(
                self._refused_day(course, option, day, opening)
                or self._trouble(course, option, clinic)
                or self._odd_distance(day, previous, gap)
                or ("ok", self._reduced_day(course, day, opening))
            )
            clinic.take(option)
            previous = day
        return verdicts

    @api.model
    def _book(self, course, places):
        """Book sessions of a course at these places: all of them, or none.

        :param places: of ``_propose`` or chosen by somebody
        :raises UserError: names who is taken, when, and the next free times
        """
        return self.env["acupuncture.session"].create(
            [
                {
                    "course_id": course.id,
                    "company_id": course.company_id.id,
                    "client_id": course.client_id.id,
                    "practitioner_id": place.practitioner,
                    "room_id": place.room,
                    "start": place.start,
                    "duration": course.session_minutes,
                }
                for place in places
            ]
        )

    @api.model
    def _free_times(self, session):
        """Return the next starts at which the same people could hold a session."""
        first = max(session.start, fields.Datetime.now())
        last = first + timedelta(days=SEARCH_DAYS)
        clinic = self._clinic_of(session, first, last)
        found = options(clinic, first, last, timedelta(minutes=session.duration))
        return [option.start for option in islice(found, FREE_TIMES)]

    # ------------------------------------------------------------------
    # The search
    # ------------------------------------------------------------------

    @api.model
    def _search(self, course, gaps, wish, opening=None):
        """Return the engine's planner, which knows everybody's time for ``gaps``."""
        wishes = self._wishes(course, wish, opening)
        days = (
            planning.FIRST_WITHIN + planning.SEARCH_ON + sum(gap.most for gap in gaps)
        )
        begin = fields.Datetime.to_datetime(wishes.first_day) - DAY
        if previous := self._last_day(course):
            begin = min(begin, fields.Datetime.to_datetime(previous))
            days += max(0, (wishes.first_day - previous).days)
        return planning.Planner(
            self._clinic(course, wish, begin, begin + timedelta(days=days + 2)),
            wishes,
            timedelta(minutes=course.session_minutes),
            course.company_id._clinic_tz(),
        )

    @api.model
    def _wishes(self, course, wish, opening=None):
        """Return a wish as the engine reads it: not before a treatment is possible.

        :param opening: what is known of that; asked for if not told
        :raises UserError: nobody's calendar reaches as far, or the hours end too early
        """
        self._refuse_far(course, wish)
        opening = opening or course._treatment_opening()
        possible = opening.closed and opening.day
        return planning.Wishes(
            first_day=max(
                wish.first_day, possible or course.company_id._clinic_today()
            ),
            weekdays=wish.weekdays,
            hour_from=round(wish.hour_from * 60),
            hour_to=round(wish.hour_to * 60),
            last_day=course.usable_until or None,
        )

    @api.model
    def _refuse_far(self, course, wish):
        """Say what nobody can plan, before the search counts beyond its calendar."""
        last = self._furthest_day(course)
        if not wish.first_day or wish.first_day > last:
            raise UserError(
                self.env._(
                    "Choose a first day no later than %(day)s: no calendar reaches "
                    "further.",
                    day=format_day(self.env, last),
                )
            )
        if not 0 <= wish.hour_from < wish.hour_to <= MOST_HOURS:
            raise UserError(
                self.env._(
                    "The hours must begin at 0:00 or later, and end after they begin."
                )
            )

    @api.model
    def _furthest_day(self, course):
        return fields.Date.add(course.company_id._clinic_today(), years=MOST_YEARS)

    @api.model
    def _is_far(self, course, moment):
        """Tell whether a time lies beyond what anybody plans."""
        return not date(2000, 1, 1) < moment.date() <= self._furthest_day(course)

    @api.model
    def _gaps(self, course, count, done=None):
        """Return the gaps before the next ``count`` sessions of the course.

        :param done: how many come before them; all that are booked, if not told
        """
        phases = [
            spacing.Phase(
                phase.session_count, phase.per_week, phase.min_days, phase.max_days
            )
            for phase in course.phase_ids.sorted("sequence")
        ]
        done = len(course._live_sessions()) if done is None else done
        return spacing.gaps(phases, count, done=done)

    @api.model
    def _last_day(self, course):
        """Return the day of the last session of the course, None without one."""
        last = course._live_sessions()[-1:]
        return last and course.company_id._clinic_date(last.began_at) or None

    @api.model
    def _clinic(self, course, wish, begin, end):
        """Gather everybody's time in [begin, end): a fixed number of queries."""
        timetable = self.env["acupuncture.timetable"]
        practitioners = self._practitioners(course, wish)
        clinic = timetable._clinic(
            course.client_id, practitioners, self._rooms(course, wish), begin, end
        )
        for practitioner in practitioners:
            agenda = clinic.practitioners[practitioner.id]
            timetable._end_with_licence(practitioner, agenda)
        clinic.client.take(begin, fields.Datetime.now())
        return clinic

    @api.model
    def _clinic_at(self, course, places):
        """Gather the time of the people and rooms of these places."""
        resources = self.env["resource.resource"]
        starts = [place.start for place in places]
        return self.env["acupuncture.timetable"]._clinic(
            course.client_id,
            resources.browse(_ids(place.practitioner for place in places)),
            resources.browse(_ids(place.room for place in places)),
            min(starts) - DAY,
            max(starts) + 2 * DAY,
        )

    @api.model
    def _option(self, course, place):
        """Return a place of a session of this course as an option of the engine."""
        stop = place.start + timedelta(minutes=course.session_minutes)
        return Option(place.start, stop, place.practitioner, place.room)

    @api.model
    def _clinic_of(self, session, begin, end):
        """Gather the time of the people and the room of a session, but for its own."""
        own, resources = session._origin.ids, self.env["resource.resource"]
        return self.env["acupuncture.timetable"]._clinic(
            session.client_id._origin,
            resources.browse(session.practitioner_id._origin.ids),
            resources.browse(session.room_id._origin.ids),
            begin,
            end,
            own,
        )

    @api.model
    def _practitioners(self, course, wish):
        """Return who may treat, the preferred one first."""
        preferred, reasons = course.practitioner_id, self._looked_at(course, wish)
        allowed = self.env["resource.resource"].union(
            *(one for one, reason in reasons.items() if not reason)
        )
        return allowed.sorted(lambda one: (one != preferred, one.name))

    @api.model
    def _looked_at(self, course, wish):
        """Return every practitioner who is thought of -> why not, or False."""
        wanted = self._active(wish.practitioners)
        wanted = wanted or self._resources("practitioner", course.company_id)
        offered = wanted.filtered_domain(OFFERED)
        return {
            one: one._licence_lack(wish.first_day)
            if one in offered
            else self.env._("The login is archived")
            for one in wanted
        }

    @api.model
    def _clinic_hours(self, company):
        """Return a wish for the days and hours that a clinic and its people keep."""
        people = self._resources("practitioner", company)
        kept = company.resource_calendar_id | people.calendar_id
        hours = kept.attendance_ids.filtered(
            lambda one: not one.display_type and one.day_period != "lunch"
        )
        today = company._clinic_today()
        if not hours or any(kept.mapped("flexible_hours")):
            return Wish(today)
        return Wish(
            today,
            frozenset(int(one.dayofweek) for one in hours),
            min(hours.mapped("hour_from")),
            max(hours.mapped("hour_to")),
        )

    @api.model
    def _rooms(self, course, wish):
        return self._active(wish.rooms) or self._resources("room", course.company_id)

    @api.model
    def _active(self, resources):
        return resources and resources.filtered("active")

    @api.model
    def _resources(self, role, company):
        return self.env["resource.resource"].search(
            [("acupuncture_role", "=", role), ("company_id", "=", company.id)]
        )

    # ------------------------------------------------------------------
    # As the last one was
    # ------------------------------------------------------------------

    @api.model
    def _wishes_like(self, session):
        """Yield what to wish for, from just like ``session`` to any time at all."""
        company = session.company_id
        local = company._clinic_tz().fromutc(session.start)
        begin = local.hour + local.minute / 60
        [gap] = self._gaps(session.course_id, 1)
        any_day = Wish(
            self.env.company._clinic_today(),
            ANY_DAY,
            begin,
            begin + session.course_id.session_minutes / 60,
            session.practitioner_id,
        )
        rhythmic = gap.ideal >= WEEK_RHYTHM
        weekdays = frozenset({local.weekday()}) if rhythmic else ANY_DAY
        same_day = any_day._replace(weekdays=weekdays)
        any_hour = any_day._replace(hour_from=WHOLE_DAY[0], hour_to=WHOLE_DAY[1])
        yield same_day._replace(rooms=session.room_id)
        yield same_day
        yield any_day
        yield any_hour
        yield any_hour._replace(practitioners=None)

    @api.model
    def _is_in_rhythm(self, course, first_day, proposal):
        """Tell whether a session is proposed near the best day for it.

        A course that has rested too long is late on any day: then soon is good enough.
        """
        [gap], previous = self._gaps(course, 1), self._last_day(course)
        if not proposal.option or not previous:
            return bool(proposal.option)
        best = max(previous + timedelta(days=gap.ideal), first_day)
        away = abs(proposal.day - best)
        if best > previous + timedelta(days=gap.most):
            return away <= SOON
        days = (proposal.day - previous).days
        return gap.least <= days <= gap.most and away <= NEAR

    @api.model
    def _usual_hours(self, sessions):
        """Return the hours of the clinic's day that these sessions keep to."""
        pairs = [(each, each.company_id._clinic_tz().zone) for each in sessions]
        starts = [to_local(each.start, zone) for each, zone in pairs]
        stops = [to_local(each.stop, zone) for each, zone in pairs]
        first = min(start.hour + start.minute / 60 for start in starts)
        last = max(stop.hour + stop.minute / 60 for stop in stops)
        return (first, last) if first < last else WHOLE_DAY


def _ids(ids):
    """Return each once, in order; what was left empty not at all."""
    return list(dict.fromkeys(filter(None, ids)))
