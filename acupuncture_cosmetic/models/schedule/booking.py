import logging
from collections import defaultdict
from contextlib import contextmanager, suppress

from psycopg2.errors import ExclusionViolation

from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ..foundation.guard import ALL, hang_trigger

_logger = logging.getLogger(__name__)

_OVERLAP = (
    "EXCLUDE USING gist ({column} WITH =, tsrange(start, stop) WITH &&)"
    " WHERE (occupying IS TRUE AND {column} IS NOT NULL)"
)
SIDES = ("resource_id", "user_id", "client_id")  # who a booking may be of
# Sorted: clients come first, because a booking queues for them before all others.
_LOCK_CLIENT = 1_170_000
_LOCK_RESOURCE = 1_170_001
_LOCK_PERSON = 1_170_003


class TakenError(Exception):
    """Somebody else holds the time; raised after the booking was rolled back."""


class Booking(models.Model):
    """Who is where, when: the one place that decides about double bookings.

    One narrow row per booked practitioner, room and client. A resource is taken until
    its turnover is over, a client until the session ends. A practitioner of two clinics
    is two resources and one user, and so booked once. Only sessions write rows; nothing
    about health stands here, because failing rows reach the log.

    The client column stands in no UNIQUE or CHECK constraint: merging two contacts
    would delete the rows. An exclusion constraint makes such a merge fail loudly.
    """

    _name = "acupuncture.booking"
    _description = "Booked Time"
    _order = "start, id"
    _log_access = False

    session_id = fields.Many2one(
        comodel_name="acupuncture.session", required=True, ondelete="cascade"
    )
    role = fields.Selection(
        selection=[
            ("practitioner", "Practitioner"),
            ("room", "Room"),
            ("client", "Client"),
        ],
        required=True,
    )
    resource_id = fields.Many2one(comodel_name="resource.resource", ondelete="restrict")
    user_id = fields.Many2one(
        comodel_name="res.users", string="Person", ondelete="restrict"
    )
    client_id = fields.Many2one(comodel_name="res.partner", ondelete="restrict")
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    occupying = fields.Boolean(default=True, required=True)

    _session_role_uniq = models.UniqueIndex(
        "(session_id, role)",
        "A session books each practitioner, room and client once. Reload the page to "
        "see where it stands.",
    )
    # "Who is busy when" compares plain columns: the ranges of the exclusion constraints
    # serve only those who ask for ranges.
    _resource_idx = models.Index("(resource_id, stop) WHERE resource_id IS NOT NULL")
    _person_idx = models.Index("(user_id, stop) WHERE user_id IS NOT NULL")
    _client_idx = models.Index("(client_id, stop) WHERE client_id IS NOT NULL")
    _check_times = models.Constraint(
        "CHECK (stop > start)", "A booking must end after it starts."
    )
    _resource_overlap = models.Constraint(
        _OVERLAP.format(column="resource_id"),
        "This practitioner or room is already booked at that time. Choose "
        "another time.",
    )
    _person_overlap = models.Constraint(
        _OVERLAP.format(column="user_id"),
        "This practitioner is already booked at that time, perhaps in another clinic. "
        "Choose another time.",
    )
    _client_overlap = models.Constraint(
        _OVERLAP.format(column="client_id"),
        "This client already has a session at that time. Choose another time.",
    )

    def init(self):
        """Let a change of who works when conflict with bookings."""
        result = super().init()
        hang_trigger(
            self,
            "booking_place",
            "BEFORE INSERT OR UPDATE",
            condition="NEW.occupying IS TRUE",
        )
        for name, when in (
            ("resource.calendar.leaves", f"AFTER {ALL}"),
            ("resource.calendar.attendance", f"AFTER {ALL}"),
            ("resource.calendar", "AFTER UPDATE OF tz"),
        ):
            hang_trigger(self.env[name], "hours_touch", when)
        return result

    def _lock(self, claims):
        """Queue behind everybody who books the same people and rooms.

        The lock is only the queue: under REPEATABLE READ the waiting transaction still
        sees its old snapshot, so the exclusion constraints judge. Sorted order, so that
        two bookings of several resources cannot wait for each other. Taken inside the
        savepoint: a loser leaves the queue at once, before it looks for other times.
        """
        columns = (
            (_LOCK_RESOURCE, "resource_id"),
            (_LOCK_CLIENT, "client_id"),
            (_LOCK_PERSON, "user_id"),
        )
        keys = sorted(
            {
                (kind, vals[column])
                for vals in claims
                for kind, column in columns
                if vals[column]
            }
        )
        self._queue(keys)

    def _lock_clients(self, claims):
        """Queue for the clients alone, see ``_lock``."""
        clients = {vals["client_id"] for vals in claims} - {False}
        self._queue(sorted((_LOCK_CLIENT, client_id) for client_id in clients))

    def _queue(self, keys):
        """Wait for whoever books the same; keys are (kind, id), sorted."""
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(k, v)"
                " FROM unnest(%s::int[], %s::int[]) AS t(k, v)",
                [kind for kind, _key in keys],
                [key for _kind, key in keys],
            )
        )

    def _settle(self, resources):
        """Keep others from booking ``resources``; nothing that was booked is missed.

        For whoever looks at all their bookings and then changes what holds for them:
        what was booked since this transaction began to look is not in its view.

        :raises ConcurrencyError: something was; Odoo tries again
        :raises SerializationFailure: a booking has moved; likewise
        """
        if not resources:
            return
        clients = self.env.execute_query(
            SQL(
                "SELECT DISTINCT session.client_id FROM acupuncture_booking AS booking"
                " JOIN acupuncture_session AS session ON session.id = session_id"
                " WHERE occupying IS TRUE AND resource_id = ANY(%s)"
                " AND booking.stop > %s",
                resources.ids,
                fields.Datetime.now(),
            )
        )
        self._queue(
            [
                *sorted((_LOCK_CLIENT, id_) for (id_,) in clients),
                *sorted((_LOCK_RESOURCE, id_) for id_ in resources.ids),
            ]
        )
        self._refuse_unseen("resource_id", resources)

    def _refuse_unseen(self, side, booked):
        """See to it that the view of this transaction has all bookings of ``booked``.

        :param side: the column that names them
        :raises ConcurrencyError: there is one it does not see; Odoo tries again
        :raises SerializationFailure: a booking has moved; likewise
        """
        with self.env.registry.cursor() as cr:
            booked = {
                id_
                for (id_,) in self.env(cr=cr).execute_query(
                    SQL(
                        "SELECT id FROM acupuncture_booking WHERE occupying IS TRUE"
                        " AND %s = ANY(%s) AND stop > %s",
                        SQL.identifier(side),
                        booked.ids,
                        fields.Datetime.now(),
                    )
                )
            }
        known = self.env.execute_query(
            SQL(
                "SELECT id FROM acupuncture_booking WHERE id = ANY(%s) FOR SHARE",
                sorted(booked),
            )
        )
        if booked - {id_ for (id_,) in known}:
            raise ConcurrencyError("Something was booked meanwhile")

    @contextmanager
    def _judged(self):
        """Run the bookings inside, let the constraints judge them at once.

        :raises TakenError: somebody is booked already; nothing inside has happened
        """
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                yield
                self.env.flush_all()
        except ExclusionViolation as error:
            raise TakenError from error

    def _claim(self, claims):
        """Occupy the times of ``claims`` (booking values); move rows that exist.

        :raises TakenError: somebody is booked already; nothing was changed
        """
        rows = {(row.session_id.id, row.role): row for row in self._rows_of(claims)}
        new = [
            vals for vals in claims if (vals["session_id"], vals["role"]) not in rows
        ]
        self.env.flush_all()  # what else is to be written holds nobody up
        with self._judged():
            self._lock(claims)
            # park first: two sessions that swap times meet each other on the way
            self.concat(*rows.values()).write({"occupying": False})
            self.env.flush_all()
            for vals in claims:
                row = rows.get((vals["session_id"], vals["role"]))
                if row:
                    row.write({**vals, "occupying": True})
            self.create(new)

    def _refit(self, spans, claims=()):
        """Let bookings follow what really happens, as far as nobody else is booked.

        A visit that runs over holds its people and room up to the next booking, never
        into it: whoever treats is not stopped, and the constraints stay the judge. Who
        took the time meanwhile keeps it.

        :param spans: row -> (start, stop) that it should have
        :param claims: what is booked next, so that all queue in one order
        """
        spans = {
            row: span for row, span in spans.items() if span != (row.start, row.stop)
        }
        if not spans:
            return
        rows = self.concat(*spans)
        near = self._busy(
            Domain.OR(Domain(side, "in", rows[side].ids) for side in SIDES),
            min(start for start, _stop in spans.values()),
            max(stop for _start, stop in spans.values()),
        )
        with suppress(TakenError), self._judged():
            own = [{side: row[side].id for side in SIDES} for row in rows]
            self._lock([*own, *claims])
            for row, (start, stop) in spans.items():
                others = near.filtered(
                    lambda other, row=row: (
                        other != row
                        and any(
                            row[side] and row[side] == other[side] for side in SIDES
                        )
                    )
                )
                ends = [other.stop for other in others if other.stop <= row.start]
                begins = [other.start for other in others if other.start >= row.stop]
                start, stop = max([start, *ends]), min([stop, *begins])
                if start < stop:
                    row.write({"start": start, "stop": stop})

    def _rows_of(self, claims):
        sessions = self.session_id.browse({vals["session_id"] for vals in claims})
        return sessions.booking_ids

    def _busy(self, domain, start, stop):
        """Return the occupying rows that touch [start, stop) and match ``domain``."""
        return self.search(
            [
                *domain,
                ("occupying", "=", True),
                ("start", "<", stop),
                ("stop", ">", start),
            ]
        )

    def _meeting(self, claims):
        """Return the occupying rows that meet one of the claims, by start.

        As SQL: to work out a domain of so many terms takes longer than the search.
        """
        if not claims:
            return self.browse()
        spans = defaultdict(list)
        for claim in claims:
            spans[claim["start"], claim["stop"]].append(claim)
        meets = SQL(" OR ").join(
            SQL(
                "(start < %s AND stop > %s AND (%s))",
                stop,
                start,
                SQL(" OR ").join(
                    SQL("%s = %s", SQL.identifier(side), claim[side])
                    for claim in same
                    for side in SIDES
                    if claim[side]
                ),
            )
            for (start, stop), same in spans.items()
        )
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM acupuncture_booking"
                " WHERE occupying IS TRUE AND (%s) ORDER BY start, id",
                meets,
            )
        )
        return self.browse(id_ for (id_,) in rows)

    def _constraint_missing(self):
        """Return the names of the exclusion constraints this database lacks.

        Without btree_gist Odoo installs without them and only logs it.
        """
        wanted = {
            f"{self._table}_resource_overlap",
            f"{self._table}_person_overlap",
            f"{self._table}_client_overlap",
        }
        rows = self.env.execute_query(
            SQL(
                "SELECT conname FROM pg_constraint"
                " WHERE contype = 'x' AND convalidated AND conrelid = %s::regclass",
                self._table,
            )
        )
        return sorted(wanted - {name for (name,) in rows})

    def _check_constraints(self):
        """:raises UserError: this database lacks an exclusion constraint"""
        if missing := self._constraint_missing():
            raise UserError(
                self.env._(
                    "Double bookings would be possible: %(names)s is missing. Ask the "
                    "database owner to run CREATE EXTENSION btree_gist, make sure "
                    "that no sessions overlap, and update Cosmetic Acupuncture.",
                    names=", ".join(missing),
                )
            )

    def _cron_check_constraints(self):
        """Daily health check; the settings page shows the same in red."""
        try:
            self._check_constraints()
        except UserError as error:
            _logger.error("Schedule health check: %s", error)
