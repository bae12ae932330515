from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.slots import Agenda
from ..foundation.days import format_day
from .booking import SIDES, TakenError
from .session_states import UPCOMING

PLACE = ("start", "duration", "practitioner_id", "room_id")
HELD_ON = timedelta(minutes=15)  # a visit that runs over is not done before
NEAR = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class OffHoursError(UserError):
    """A question: is this time meant? In a calendar it is asked with a button."""

    def __init__(self, session, who):
        words = {
            "who": who.display_name,
            "start": session._format(session.start),
            "stop": session._format(session.stop, "HH:mm"),
            "client": session.client_id.display_name,
        }
        super().__init__(
            session.env._(
                "%(who)s is not available from %(start)s to %(stop)s. To book "
                "%(client)s then anyway, tick “Book Outside Working Hours” on the "
                "session.",
                **words,
            )
        )
        question = session.env._(
            "%(who)s is not available from %(start)s to %(stop)s. Book %(client)s "
            "then anyway?",
            **words,
        )
        place = dict(zip(PLACE, session._placement(), strict=True))
        place["start"] = fields.Datetime.to_string(session.start)
        self.context = {
            "session_id": session.id,
            "place": place,
            "question": question,
        }


class BookedMixin(models.AbstractModel):
    """A session holds its practitioner, room and client: nobody is in two places.

    Law 3. Before anything is done it is refused what is seen to be taken; last of all
    the rows of ``acupuncture.booking`` are claimed, whose constraints judge. What
    really happens moves them: a visit that runs over holds on, one that ends frees.
    """

    _name = "acupuncture.booked.mixin"
    _description = "Holds People and a Room"

    availability_note = fields.Char(compute="_compute_availability_note")
    asks_hours = fields.Boolean(
        compute="_compute_availability_note",
        help="Somebody is not available then, which can be overruled; a taken time "
        "cannot.",
        export_string_translation=False,
    )

    @api.depends("start", "duration", "practitioner_id", "room_id", "client_id")
    def _compute_availability_note(self):
        """Tell who is away or taken while a form is filled in; booking decides."""
        for session in self:
            ready = session.start and session.practitioner_id and session.duration > 0
            asked = bool(ready) and session.state in UPCOMING
            note, away = session._availability_note() if asked else (False, False)
            session.availability_note, session.asks_hours = note, away

    def action_swap(self):
        """Let two sessions change places: each takes the other's time and people."""
        if len(self) != 2:
            raise UserError(self.env._("Choose exactly two sessions to swap."))
        one, other = self
        places = [(*each._placement(), each.off_hours) for each in (other, one)]
        self._move_together(
            {
                session: dict(zip((*PLACE, "off_hours"), place, strict=True))
                for session, place in zip(self, places, strict=True)
            }
        )

    def _placement(self):
        """Return what a move changes, in the order of ``PLACE``."""
        self.ensure_one()
        return (self.start, self.duration, self.practitioner_id.id, self.room_id.id)

    def _check_hours(self):
        """Ask before a session is dragged to a time when nobody works there.

        What is typed into a form is told while it is typed.

        :raises OffHoursError: names who does not work then; ``off_hours`` is the answer
        """
        now = fields.Datetime.now()
        asked = self.filtered(lambda session: not session.off_hours)
        asked = asked.filtered(lambda session: session.start > now)
        if not asked:
            return
        hours = self.env["acupuncture.timetable"]._open_hours(
            asked.practitioner_id | asked.room_id,
            min(asked.mapped("start")) - DAY,
            max(asked.mapped("stop")) + DAY,
        )
        for session in asked:
            for who in session.practitioner_id | session.room_id:
                if not Agenda(hours[who.id]).is_open(session.start, session.stop):
                    raise OffHoursError(session, who)

    def _moved(self):
        """Book the new places, or refuse; before that tell calendar and later rooms.

        Booked last: until the commit others wait for the same people.
        """
        if not self:
            return
        self._check_movable()
        self._refuse_taken()
        self._project()
        self._rescheduled()
        self._book()

    def _check_movable(self):
        for session in self:
            if session.state not in UPCOMING:
                raise UserError(
                    self.env._(
                        "%(session)s is %(state)s and can no longer be moved. Book a "
                        "new session instead.",
                        session=session.display_name,
                        state=session._state_label(),
                    )
                )
            until = session.course_id.usable_until
            if until and session.company_id._clinic_date(session.start) > until:
                raise UserError(
                    self.env._(
                        "%(course)s may be used until %(until)s. Choose an earlier "
                        "day for %(session)s.",
                        course=session.course_id.name,
                        until=format_day(self.env, until),
                        session=session.display_name,
                    )
                )

    def _book(self):
        """Occupy practitioner, room and client of these sessions, or say who is taken.

        :raises UserError: names who is taken, when, and the next free times
        """
        self._refuse_archived()
        claims = self._claims()
        self._hold_before(claims)
        # Nobody has rights on bookings: only a session that may be written moves them.
        bookings = self.env["acupuncture.booking"].sudo()
        try:
            bookings._claim(claims)
        except TakenError as error:
            raise UserError(self._taken_message(claims)) from error

    def _refuse_taken(self):
        """Refuse what is seen to be taken, before much is done; queue for the client.

        Who waits for the same client sees which credits are left; she seldom books
        twice at once, so that this queue may be held long.

        :raises UserError: see _book
        """
        self._refuse_archived()
        claims = self._claims()
        self._hold_before(claims)
        self.env["acupuncture.booking"]._lock_clients(claims)
        if taken := self._find_taken(claims, self.env):
            raise UserError(taken)

    def _refuse_archived(self):
        everybody = (self.client_id, self.practitioner_id, self.room_id)
        if all(all(who.mapped("active")) for who in everybody):
            return
        for session in self:
            if not session.client_id.active:
                raise UserError(
                    self.env._(
                        "%(client)s is archived and cannot be booked. Unarchive the "
                        "contact first, in its Actions menu.",
                        client=session.client_id.display_name,
                    )
                )
            who = session.practitioner_id | session.room_id
            if gone := who.filtered(lambda one: not one.active)[:1]:
                raise UserError(
                    self.env._(
                        "%(name)s is archived, so %(client)s cannot be booked for "
                        "%(wanted)s. Choose somebody else.",
                        name=gone.name,
                        client=session.client_id.display_name,
                        wanted=session._format(session.start),
                    )
                )

    def _hold_before(self, claims):
        if any(claim["start"] <= _soon() for claim in claims):
            self._hold_running(claims)

    @api.model
    def _hold_running(self, claims=()):
        """Let visits that run over hold their people and room for now.

        Called before somebody is booked for now, and by a job every few minutes, so
        that the free times know it too.

        :param claims: what is about to be booked
        """
        # sudo: see _book; whoever books need not see these sessions
        running = self.sudo().search(
            [("state", "=", "in_treatment"), ("ended_at", "<", _soon())]
        )
        self.env["acupuncture.booking"].sudo()._refit(
            {
                row: (row.start, max(row.stop, _soon()))
                for row in running._still_running().booking_ids
            },
            claims,
        )

    def _still_running(self):
        """Return those that may go on; what nobody ended ends with its day."""
        return self.filtered(
            lambda session: (
                session.company_id._clinic_date(session.began_at)
                == session.company_id._clinic_today()
            )
        )

    def _refit_bookings(self):
        """Hold people and room from the real start to the real end, where it is free.

        Minutes off the plan change nothing: nobody is booked for five minutes.
        """
        spans = {}
        for row in self.sudo().booking_ids.filtered("occupying"):  # see _book
            turnover = timedelta(minutes=row.resource_id.turnover_minutes)
            session = row.session_id
            start = session.began_at.replace(second=0, microsecond=0)
            over = session.ended_at.replace(second=0, microsecond=0)
            stop = max(over + turnover, start + MINUTE)
            near = abs(start - row.start) < NEAR and abs(stop - row.stop) < NEAR
            if not near:
                spans[row] = start, stop
        self.env["acupuncture.booking"].sudo()._refit(spans)

    def _unbook(self):
        """Free the time of these sessions."""
        # See _book.
        self.sudo().booking_ids.write({"occupying": False})

    def _claims(self):
        """Return the booking values of these sessions."""
        return [
            {
                "session_id": session.id,
                "start": session.start,
                "role": role,
                "resource_id": resource.id,
                "user_id": role == "practitioner" and resource.user_id.id,
                "client_id": role == "client" and session.client_id.id,
                "stop": session.stop + timedelta(minutes=resource.turnover_minutes),
            }
            for session in self
            for role, resource in (
                ("practitioner", session.practitioner_id),
                ("room", session.room_id),
                ("client", session.room_id.browse()),
            )
            if resource or role == "client"
        ]

    def _taken_message(self, claims):
        """Explain a refused booking: who is taken when, and what is free next."""
        taken = self._find_taken(claims, self.env)
        if taken:
            return taken
        # The winner of a race committed after our snapshot: only a new one shows it.
        with self.env.registry.cursor() as cr:
            taken = self._find_taken(claims, self.env(cr=cr))
        return taken or self.env._(
            "Somebody else has just taken that time. Choose another one."
        )

    def _find_taken(self, claims, env):
        """Return the message about the first claim that is taken as ``env`` sees it."""
        bookings = env["acupuncture.booking"].sudo()  # see _book
        rows = bookings._meeting(claims).filtered(
            lambda row: row.session_id.id not in self.ids
        )
        others = [
            {"start": row.start, "stop": row.stop, **{s: row[s].id for s in SIDES}}
            for row in rows
        ]
        for claim in claims:
            for other in others:
                if _meet(claim, other):
                    return self._describe(claim, other["start"], other["stop"], env)
            for other in claims:
                if other["session_id"] != claim["session_id"] and _meet(claim, other):
                    return self._describe(claim, other["start"], other["stop"], env)
        return False

    def _describe(self, claim, start, stop, env):
        session = self.browse(claim["session_id"])
        who = session.client_id if claim["client_id"] else session.practitioner_id
        if claim["role"] == "room":
            who = session.room_id
        free = env["acupuncture.planner"]._free_times(session)
        return self.env._(
            "%(who)s is already booked from %(start)s to %(stop)s, so %(client)s "
            "cannot be booked for %(wanted)s. Next free: %(free)s.",
            who=who.display_name,
            start=session._format(start),
            stop=session._format(stop, "HH:mm"),
            client=session.client_id.display_name,
            wanted=session._format(session.start),
            free=", ".join(map(session._format, free))
            or self.env._("none in the next 3 weeks"),
        )

    def _availability_note(self):
        """Return who cannot hold this session then, and whether they are away."""
        stop = self.start + timedelta(minutes=self.duration)
        clinic = self.env["acupuncture.planner"]._clinic_of(
            self, self.start - DAY, stop + DAY
        )
        for who, agenda in (
            (
                self.practitioner_id,
                clinic.practitioners[self.practitioner_id._origin.id],
            ),
            (self.room_id, clinic.rooms.get(self.room_id._origin.id)),
            (self.client_id, clinic.client),
        ):
            if agenda and not agenda.is_open(self.start, stop):
                name = who.display_name
                return self.env._("%(name)s is not available then.", name=name), True
            if agenda and not agenda.is_free(self.start, stop):
                name = who.display_name
                return self.env._("%(name)s is already booked then.", name=name), False
        return False, False


def _soon():
    """Return until when a visit that runs over is sure to run."""
    return fields.Datetime.now().replace(second=0, microsecond=0) + HELD_ON


def _meet(claim, other):
    return (
        claim["start"] < other["stop"]
        and other["start"] < claim["stop"]
        and any(claim[side] and claim[side] == other[side] for side in SIDES)
    )
