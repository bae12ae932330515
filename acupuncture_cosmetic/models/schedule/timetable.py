from datetime import timedelta

from pytz import utc

from odoo import api, models

from ...engine.slots import Agenda, Clinic

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)


class Timetable(models.AbstractModel):
    """Whose time is open and whose is taken: the one place that gathers it.

    Working hours, time off, turnover and what is booked, of any number of people on the
    same hours in a fixed number of queries. Whoever asks need not read the leaves of
    colleagues nor any booking: only times leave here, naive and in UTC.

    ================ ==============================================================
    _clinic          everybody whose time the sessions of one client need
    _agendas         practitioners and rooms: hours, less time off; what is booked
    _open_hours      their hours alone, less time off
    _open_on         their hours if they followed other ones
    _time_off        leaves and closed days alone
    ================ ==============================================================
    """

    _name = "acupuncture.timetable"
    _description = "Time of People and Rooms"

    @api.model
    def _clinic(self, client, practitioners, rooms, start, stop, ignored=()):
        """Return the ``engine.slots.Clinic`` of these people in [start, stop).

        :param client: empty: nobody yet, who is free
        :param practitioners: in the order of preference, as ``rooms``
        :param ignored: ids of sessions whose own bookings do not count
        """
        agendas = self._agendas(practitioners | rooms, start, stop, ignored)
        return Clinic(
            self._client_agenda(client, start, stop, ignored),
            {one.id: agendas[one.id] for one in practitioners},
            {one.id: agendas[one.id] for one in rooms},
        )

    @api.model
    def _agendas(self, resources, start, stop, ignored=()):
        """Return resource id -> ``engine.slots.Agenda`` in [start, stop).

        :param ignored: ids of sessions whose own bookings do not count
        """
        # sudo: bookings are nobody's to read here; only times are returned
        resources = resources.sudo()
        work = self._open_hours(resources, start, stop)
        busy = resources.env["acupuncture.booking"]._busy(
            [
                "|",
                ("resource_id", "in", resources.ids),
                ("user_id", "in", _people(resources).ids),
                ("session_id", "not in", list(ignored)),
            ],
            start,
            stop,
        )
        by_resource = busy.grouped("resource_id")
        # a room, and a practitioner without a login, is nobody whom others book
        by_person = busy.filtered("user_id").grouped("user_id")
        none = busy.browse()
        return {
            resource.id: Agenda(
                work[resource.id],
                _spans(
                    by_resource.get(resource, none)
                    | by_person.get(_people(resource), none)
                ),
                timedelta(minutes=resource.turnover_minutes),
            )
            for resource in resources
        }

    @api.model
    def _client_agenda(self, client, start, stop, ignored=()):
        """Return the agenda of a client: open always, busy in other sessions."""
        if not client:
            return Agenda()
        # sudo: as in _agendas
        busy = self.env["acupuncture.booking"].sudo()
        busy = busy._busy(
            [("client_id", "=", client.id), ("session_id", "not in", list(ignored))],
            start,
            stop,
        )
        return Agenda(None, _spans(busy))

    @api.model
    def _open_hours(self, resources, start, stop):
        """Return resource id -> open hours in [start, stop), time off left out."""
        # sudo: planners may not read the leaves of colleagues; only times are returned
        resources = resources.sudo()
        span = utc.localize(start), utc.localize(stop)
        work = resources._get_valid_work_intervals(*span)[0] if resources else {}
        return {one.id: _naive_spans(work[one.id]) for one in resources}

    @api.model
    def _open_on(self, resource, hours, start, stop):
        """Return when a resource would be there on these working hours.

        :param hours: none: always
        """
        if not hours:
            return Agenda()
        # sudo: as in _open_hours
        who, span = (
            resource.sudo(),
            (utc.localize(start - DAY), utc.localize(stop + DAY)),
        )
        found = hours.sudo()._work_intervals_batch(*span, resources=who)
        return Agenda(_naive_spans(found[who.id]))

    @api.model
    def _time_off(self, resources, start, stop):
        """Return resource -> [(from, to)] of time off and of closed days."""
        # sudo: as in _open_hours
        leaves = self.env["resource.calendar.leaves"].sudo()
        found = leaves.search(
            [
                ("time_type", "=", "leave"),
                ("date_from", "<", stop),
                ("date_to", ">", start),
                ("resource_id", "in", [*resources.ids, False]),
            ]
        )
        return {
            one: [
                (leave.date_from, leave.date_to)
                for leave in found
                if leave.resource_id == one
                or not leave.resource_id
                and leave.company_id == one.company_id
                and leave.calendar_id in (leave.calendar_id.browse(), one.calendar_id)
            ]
            for one in resources.sudo()
        }

    @api.model
    def _end_with_licence(self, practitioner, agenda):
        """Close the hours of ``agenda`` after the last day of a licence."""
        if practitioner.licence_expiry:
            last = practitioner._licence_over()
            agenda.work = [span for span in agenda.work if span[1] <= last]


def _people(resources):
    """Return the users who are these practitioners, in whatever clinic."""
    return resources.filtered(
        lambda one: one.acupuncture_role == "practitioner"
    ).user_id


def _spans(bookings):
    return [(row.start, row.stop) for row in bookings]


def _naive_spans(intervals):
    return [(_naive(start), _end(stop)) for start, stop, _meta in intervals]


def _naive(moment):
    return moment.astimezone(utc).replace(tzinfo=None)


def _end(moment):
    """Odoo's day ends a microsecond before midnight; a session may end with it."""
    return _naive(moment + MICROSECOND * (moment.microsecond == 999999))
