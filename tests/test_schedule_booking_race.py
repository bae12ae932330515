"""A booking and a change of who works where, and when, at the same moment."""

from unittest.mock import patch

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .race_common import RaceCase

BOOKING = """
    INSERT INTO acupuncture_booking
        (id, session_id, role, resource_id, start, stop, occupying)
    VALUES ({}, 1, 'practitioner', 1, '2099-03-02 09:00', '2099-03-02 10:00', TRUE)
"""
MOVE = "UPDATE acupuncture_booking SET start = start + interval '1 hour' WHERE id = 1"
LEAVE = """
    INSERT INTO resource_calendar_leaves (id, resource_id, date_from, date_to)
    VALUES (1, {}, '2099-03-02 08:00', '2099-03-02 12:00')
"""
VISIT = """
    INSERT INTO acupuncture_booking
        (id, session_id, role, client_id, start, stop, occupying)
    VALUES ({}, 1, 'client', 1, '2099-03-02 09:00', '2099-03-02 10:00', TRUE)
"""
GONE = "UPDATE res_partner SET active = FALSE WHERE id = 1"
CHANGES = (
    "UPDATE resource_resource SET active = FALSE WHERE id = 1",
    "UPDATE resource_resource SET turnover_minutes = 30 WHERE id = 1",
    "UPDATE resource_resource SET licence_expiry = '2020-01-01' WHERE id = 1",
    LEAVE.format(1),
    LEAVE.format("NULL"),
    "UPDATE resource_calendar_leaves SET date_to = '2099-03-03' WHERE resource_id = 1",
    "DELETE FROM resource_calendar_leaves",
    "UPDATE resource_calendar_attendance SET hour_from = 12",
    "UPDATE resource_calendar SET tz = 'Asia/Tokyo'",
)


@tagged("post_install", "-at_install")
class TestBookingRace(RaceCase):
    schema = "acupuncture_booking_race"
    triggers = {
        "resource_resource": None,
        "res_partner": None,
        "acupuncture_booking": "acupuncture_booking_place",
        "resource_calendar": "acupuncture_hours_touch",
        "resource_calendar_attendance": "acupuncture_hours_touch",
        "resource_calendar_leaves": "acupuncture_hours_touch",
    }

    def setUp(self):
        super().setUp()
        self.commit(
            "INSERT INTO resource_resource (id, acupuncture_role, active)"
            " VALUES (1, 'practitioner', TRUE), (2, 'room', TRUE), (3, NULL, TRUE)",
            "INSERT INTO resource_calendar (id) VALUES (1)",
            "INSERT INTO resource_calendar_attendance (id, calendar_id) VALUES (1, 1)",
            "INSERT INTO resource_calendar_leaves (id, resource_id) VALUES (2, 1)",
            "INSERT INTO res_partner (id, active) VALUES (1, TRUE), (2, TRUE)",
            BOOKING.format(1),
        )

    def test_a_booking_loses_to_every_change_of_who_works_when(self):
        for change in CHANGES:
            for booking in (BOOKING.format(2), MOVE):
                with self.subTest(change, booking=booking):
                    self.assertLoses(change, booking)
                self.commit("DELETE FROM resource_calendar_leaves", LEAVE.format(1))

    def test_a_booking_loses_to_the_archive_of_its_client(self):
        self.assertLoses(GONE, VISIT.format(2))

    def test_the_archive_waits_for_a_booking_and_then_sees_it(self):
        with self.cursor() as booking, self.cursor() as archive:
            booking.execute(VISIT.format(2))
            archive.execute("SET LOCAL lock_timeout = '200ms'")
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(LockNotAvailable),
                archive.savepoint(),
            ):
                archive.execute(GONE)
            booking.commit()
            archive.execute(GONE)
            with self.assertRaises(ConcurrencyError):
                self.look(archive, "client_id", "res.partner", [1])
        with self.cursor() as again:
            self.look(again, "client_id", "res.partner", [1])

    def test_other_changes_of_other_contacts_do_not_matter(self):
        with self.cursor() as late:
            self.commit("UPDATE res_partner SET active = FALSE WHERE id = 2")
            late.execute(VISIT.format(3))

    def test_leaves_of_others_do_not_matter(self):
        for who in (2, 3):
            with self.subTest(who), self.cursor() as late:
                self.commit(LEAVE.format(who))
                late.execute(BOOKING.format(10 + who))

    def test_who_leaves_the_clinic_alone_touches_nobody(self):
        with self.cursor() as cr:
            cr.execute(LEAVE.format(3))
            cr.execute(
                "SELECT count(*) FROM resource_resource"
                " WHERE xmin = pg_current_xact_id()::xid"
            )
            self.assertEqual(cr.fetchone(), (0,))

    def test_freeing_a_time_needs_no_second_look(self):
        with self.cursor() as late:
            self.commit(CHANGES[0])
            late.execute("UPDATE acupuncture_booking SET occupying = FALSE")

    def settle(self, cr):
        env = self.env(cr=cr)
        with patch.object(type(env.registry), "cursor", lambda _self: self.cursor()):
            env["acupuncture.booking"]._settle(env["resource.resource"].browse([1, 2]))

    def look(self, cr, side, model, ids):
        env = self.env(cr=cr)
        with patch.object(type(env.registry), "cursor", lambda _self: self.cursor()):
            env["acupuncture.booking"]._refuse_unseen(side, env[model].browse(ids))

    def test_whoever_archives_misses_no_booking(self):
        with self.assertRaises(ConcurrencyError), self.cursor() as late:
            self.commit(BOOKING.format(2))
            self.settle(late)
        with self.cursor() as again:
            self.settle(again)

    def test_nor_one_that_moved(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(SerializationFailure),
            self.cursor() as late,
        ):
            self.commit(MOVE)
            self.settle(late)

    def test_what_one_changed_oneself_is_no_surprise(self):
        with self.cursor() as cr:
            cr.execute("UPDATE acupuncture_booking SET occupying = FALSE")
            self.settle(cr)
            cr.execute(BOOKING.format(3))
            self.settle(cr)
