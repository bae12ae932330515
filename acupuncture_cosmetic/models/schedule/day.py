from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime, formatLang

from ...engine.clinic_clock import to_local, to_utc
from ...engine.slots import options
from ..foundation.groups import FRONT_DESK, MANAGER, PRACTITIONER
from .resource_resource import OFFERED
from .session import DEFAULT_MINUTES
from .session_states import AHEAD, OCCUPYING, OPEN, UPCOMING

CHANGED = "acupuncture_day"  # the channel of a clinic, and what is said there
MOST_CARDS = 300
MOST_EARLIER = 20
FREE_DAYS = 14
FREE_TIMES = 6
WHOLE_DAY = 24 * 60
WALK_IN_STEP = 5


class Day(models.AbstractModel):
    """One day of a clinic on a board with a clock: who is where, and what comes next.

    It keeps nothing. ``read_day`` tells all that the board shows, in a number of
    queries that the number of cards does not change. Minutes count from midnight on the
    clock of the clinic; whoever has several clinics open sees them all on the clock of
    the first. A later room adds its facts to ``_facts`` and its verb to ``_step``.
    """

    _name = "acupuncture.day"
    _description = "Day at the Clinic"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def read_day(self, day=None):
        """Return what the board of a day shows, today if none is told.

        :raises AccessError: it is for the desk, and for whoever works there too
        """
        self._check_desk()
        today = self.env.company._clinic_today()
        day = fields.Date.to_date(day) or today
        begin, end = self._bounds(day)
        sessions = self._sessions_of(begin, end)
        earlier = self._unfinished() if day == today else sessions.browse()
        # one set: what is read of one is read of all
        facts = self._facts(sessions | earlier)
        return {
            "day": fields.Date.to_string(day),
            "today": fields.Date.to_string(today),
            "now": self._minute(fields.Datetime.now(), day),
            "cards": [self._card(each, day, facts[each]) for each in sessions],
            "earlier": [self._card(each, day, facts[each]) for each in earlier],
            "columns": self._columns(sessions, begin, end, day),
            "undelivered": self._count_undelivered(),
            "late_jobs": self.env["res.company"].acupuncture_late_jobs(),
            "can_book": sessions.has_access("create"),
            "can_set_up": self.env.user.has_group(MANAGER),
        }

    @api.model
    def _check_desk(self):
        if not self.env.user.has_group(FRONT_DESK):
            raise AccessError(
                self.env._("The day of the clinic is for those who work at the desk.")
            )

    @api.model
    def _zone(self):
        return self.env.company._clinic_tz().zone

    @api.model
    def _bounds(self, day):
        """Return the UTC moments between which a day of the clinic lies."""
        days = (day, day + timedelta(days=1))
        return [to_utc(datetime.combine(each, time()), self._zone()) for each in days]

    @api.model
    def _minute(self, moment, day):
        """Return the minute of ``day`` on the clinic's clock, within that day."""
        since = to_local(moment, self._zone()) - datetime.combine(day, time())
        return min(max(since // timedelta(minutes=1), 0), WHOLE_DAY)

    @api.model
    def _words(self, moment):
        return format_datetime(
            self.env, moment, tz=self._zone(), dt_format="EEE d MMM HH:mm"
        )

    @api.model
    def _sessions_of(self, begin, end):
        return self.env["acupuncture.session"].search(
            [
                ("company_id", "in", self.env.companies.ids),
                ("began_at", ">=", begin),
                ("began_at", "<", end),
                ("state", "in", OCCUPYING),
            ],
            order="began_at, id",
            limit=MOST_CARDS,
        )

    @api.model
    def _unfinished(self):
        """Return what earlier days left open, who is still in treatment first."""
        begin, _end = self._bounds(self.env.company._clinic_today())
        found = self.env["acupuncture.session"].search(
            [
                ("company_id", "in", self.env.companies.ids),
                ("began_at", "<", begin),
                ("state", "in", OPEN),
            ],
            order="began_at desc, id desc",
            limit=MOST_EARLIER,
        )
        return found.sorted(lambda each: (each.state != "in_treatment", each.began_at))

    @api.model
    def _card(self, session, day, facts):
        step = self._step(session)
        return {
            "id": session.id,
            "start": self._minute(session.began_at, day),
            "stop": self._minute(session.ended_at, day),
            "state": session.state,
            "kind": session.kind,
            "practitioner": session.practitioner_id.id,
            "room": session.room_id.id,
            "movable": session.state in UPCOMING,
            "step": step and {"verb": step[0], "label": step[1]},
            **facts,
        }

    @api.model
    def _facts(self, sessions):
        """Hook: return session -> what its card says; a later room adds what it knows.

        ``missing`` is a list of (kind, words): what somebody still has to get.
        """
        names = self._first_names(sessions.client_id)
        now = fields.Datetime.now()
        return {
            session: {
                "client": session.client_id.display_name,
                "name": names[session.client_id],
                "when": self._words(session.began_at),
                "state_label": session._state_label(),
                "visit": self._visit(session),
                "waiting": self._waiting(session, now),
                "overdue": bool(session.is_overdue),
                "undelivered": bool(session.undelivered),
                "missing": self._unpaid(session),
            }
            for session in sessions
        }

    @api.model
    def _first_names(self, clients):
        """Return client -> first name; who shares it gets an initial as well."""
        words = {client: (client.name or "?").split() or ["?"] for client in clients}
        firsts = [said[0] for said in words.values()]
        return {
            client: f"{said[0]} {said[-1][0]}."
            if firsts.count(said[0]) > 1 and len(said) > 1
            else said[0]
            for client, said in words.items()
        }

    @api.model
    def _visit(self, session):
        if session.kind == "consultation":
            return self.env._("Consultation")
        if not session.number:
            return ""
        count = max(session.course_id.session_count, session.number)
        return self.env._("Visit %(number)s of %(of)s", number=session.number, of=count)

    @api.model
    def _waiting(self, session, now):
        """Return for how many minutes a client who has arrived waits, or False."""
        if session.state != "arrived" or not session.arrived_at:
            return False
        return max((now - session.arrived_at) // timedelta(minutes=1), 0)

    @api.model
    def _unpaid(self, session):
        course = session.course_id
        due = session.state in OPEN and course.amount_due
        if not due or course.currency_id.compare_amounts(due, 0.0) <= 0:
            return []
        amount = formatLang(self.env, due, currency_obj=course.currency_id)
        words = self.env._("To pay: %(amount)s", amount=amount)
        return [{"kind": "balance", "text": words}]

    @api.model
    def _step(self, session):
        """Hook: return (verb of the session, what its button says) of what comes next.

        None: nothing that this user does, or nobody knows from here what became of it.
        """
        desk, treats = map(self.env.user.has_group, (FRONT_DESK, PRACTITIONER))
        if session.state in AHEAD and desk:
            return self._step_ahead(session)
        if session.state == "arrived" and treats:
            return "action_start", self.env._("Start")
        if session.state == "in_treatment" and treats:
            return "action_finish", self.env._("Finish")
        if session.can_book_next and desk:
            return "action_book_next", self.env._("Book Next")
        return None

    @api.model
    def _step_ahead(self, session):
        day = self.env.company._clinic_date(session.start)
        today = self.env.company._clinic_today()
        if day == today:
            return "action_arrive", self.env._("Arrived")
        if day > today and session.state == "planned":
            return "action_confirm", self.env._("Confirm")
        return None

    @api.model
    def _columns(self, sessions, begin, end, day):
        """Return practitioners and rooms: name, open hours of that day, one's own."""
        everybody = self.env["resource.resource"].search(
            [
                ("acupuncture_role", "in", ("practitioner", "room")),
                ("company_id", "in", self.env.companies.ids),
            ],
            order="acupuncture_role, name, id",
        )
        everybody |= sessions.practitioner_id | sessions.room_id
        hours = self.env["acupuncture.timetable"]._open_hours(everybody, begin, end)
        return [
            {
                "id": one.id,
                "name": one.name,
                "role": one.acupuncture_role,
                "mine": one.user_id == self.env.user,
                "hours": [
                    (self._minute(start, day), self._minute(stop, day))
                    for start, stop in hours[one.id]
                ],
            }
            for one in everybody
        ]

    @api.model
    def _count_undelivered(self):
        return self.env["acupuncture.delivery"].search_count(
            [("state", "=", "failed"), ("company_id", "in", self.env.companies.ids)]
        )

    # ------------------------------------------------------------------
    # Moving and booking
    # ------------------------------------------------------------------

    @api.model
    def move_session(self, session_id, day, minute, resource_id=None):
        """Move a session to a minute of a day, perhaps to another person or room.

        :raises OffHoursError: asks whether a time is meant when nobody works
        :raises UserError: names who is taken
        """
        session = self.env["acupuncture.session"].browse(session_id)
        values = {"start": self._moment(day, minute)}
        if resource := self.env["resource.resource"].browse(resource_id or ()):
            is_room = resource.acupuncture_role == "room"
            values["room_id" if is_room else "practitioner_id"] = resource.id
        session.with_context(acupuncture_dragged=True).write(values)

    @api.model
    def _moment(self, day, minute):
        midnight = datetime.combine(fields.Date.to_date(day), time())
        return to_utc(midnight + timedelta(minutes=minute), self._zone())

    @api.model
    def action_book(self, place, walk_in=False):
        """Open an empty session at a place: one of ``free_times``, or of the board.

        :param place: ``start``, or ``day`` and ``minute``; perhaps ``practitioner_id``,
            ``room_id`` and ``duration``
        :param walk_in: the client stands here: now, and arrived once it is booked
        """
        self._check_desk()
        if walk_in:
            place = self._place_now(DEFAULT_MINUTES["consultation"])
        start = place.get("start") or self._moment(place["day"], place["minute"])
        kept = ("practitioner_id", "room_id", "duration")
        values = {name: place[name] for name in kept if place.get(name)}
        values["start"] = start
        view = self.env.ref("acupuncture_cosmetic.session_view_form_book")
        context = {f"default_{name}": value for name, value in values.items()}
        if walk_in:
            context |= {"acupuncture_walk_in": True, "default_kind": "consultation"}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Walk-In") if walk_in else self.env._("New Session"),
            "res_model": "acupuncture.session",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {**context, "dialog_size": "medium"},
        }

    @api.model
    def _place_now(self, minutes):
        """Return where a visit could begin now; nobody is named if nobody is free."""
        now = fields.Datetime.now().replace(second=0, microsecond=0)
        start = now - timedelta(minutes=now.minute % WALK_IN_STEP)
        stop = start + timedelta(minutes=minutes)
        option = self._clinic(None, start, stop).option(start, stop)
        if option:
            return self._place(option, stop - start)
        return {"start": fields.Datetime.to_string(start), "duration": minutes}

    @api.model
    @api.readonly
    def free_times(self, minutes, practitioner_id=None):
        """Return the next places at which a visit of so many minutes is possible."""
        self._check_desk()
        first = fields.Datetime.now()
        last = first + timedelta(days=FREE_DAYS)
        length = timedelta(minutes=min(max(int(minutes), 5), 480))
        clinic = self._clinic(practitioner_id, first, last)
        places, free_from = [], first
        for option in options(clinic, first, last, length):
            if option.start < free_from:
                continue
            places.append(self._place(option, length))
            free_from = option.stop
            if len(places) == FREE_TIMES:
                break
        return places

    @api.model
    def _clinic(self, practitioner_id, first, last):
        """Return the time of who is licensed, or of one of them, and of the rooms."""
        resources, company = self.env["resource.resource"], self.env.company
        ours = [("company_id", "=", company.id)]
        people = resources.search([*OFFERED, *ours])
        if practitioner_id:
            people &= resources.browse(practitioner_id)
        today = company._clinic_today()
        people = people.filtered(lambda one: not one._licence_failure(today))
        rooms = resources.search([("acupuncture_role", "=", "room"), *ours])
        timetable = self.env["acupuncture.timetable"]
        clinic = timetable._clinic(
            self.env["res.partner"], people, rooms, first - timedelta(days=1), last
        )
        for one in people:
            timetable._end_with_licence(one, clinic.practitioners[one.id])
        return clinic

    @api.model
    def _place(self, option, length):
        resources = self.env["resource.resource"]
        who, room = map(resources.browse, (option.practitioner, option.room or ()))
        return {
            "start": fields.Datetime.to_string(option.start),
            "duration": length // timedelta(minutes=1),
            "practitioner_id": who.id,
            "room_id": room.id,
            "when": self._words(option.start),
            "who": " · ".join(filter(None, (who.name, room.name))),
        }

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    @api.model
    def _tell(self, companies):
        """Let the boards of these clinics know that something changed, never what.

        Many sessions of one transaction are told once.
        """
        said = self.env.cr.precommit.data.setdefault(CHANGED, set())
        for company in companies.filtered(lambda one: one.id not in said):
            if not said:
                self.env.cr.precommit.add(said.clear)
            said.add(company.id)
            self.env["bus.bus"]._sendone((company, CHANGED), CHANGED, {})
