from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import ClinicCase

MONDAY = "2030-03-04 09:00:00"


class TestSchedulePerson(ClinicCase):
    """A practitioner of two clinics is two resources, and one person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far = cls.env["res.company"].create({"name": "Far clinic"})
        cls.twin = cls.practitioner.copy(
            {
                "company_id": cls.far.id,
                "calendar_id": cls.far.resource_calendar_id.id,
                "licence_number": "L-1",
                "cosmetic_certified": True,
            }
        )
        cls.twin.user_id = cls.practitioner.user_id
        cls.far_desk = new_test_user(
            cls.env,
            "far_desk",
            groups="acupuncture_cosmetic.group_front_desk",
            company_id=cls.far.id,
            company_ids=[Command.set(cls.far.ids)],
        )

    def book_far(self, start=MONDAY, **values):
        sessions = self.env["acupuncture.session"].with_user(self.far_desk)
        return sessions.create(
            {
                "kind": "consultation",
                "client_id": self.other_client.id,
                "practitioner_id": self.twin.id,
                "start": start,
                "duration": 60,
                "company_id": self.far.id,
                **values,
            }
        )

    def test_nobody_is_booked_by_two_clinics_at_once(self):
        self.book(MONDAY, kind="consultation")
        with self.assertRaisesRegex(UserError, "Paula.* is already booked") as caught:
            self.book_far()
        self.assertNotIn("Clara", str(caught.exception))
        later = self.book_far("2030-03-04 12:00:00")
        with self.assertRaisesRegex(UserError, "is already booked"):
            later.start = MONDAY

    def test_postgresql_itself_refuses_it(self):
        self.book(MONDAY, kind="consultation")
        later = self.book_far("2030-03-04 12:00:00")
        self.assertSqlRefused(
            "UPDATE acupuncture_booking SET start = %s, stop = %s"
            " WHERE session_id = %s AND role = 'practitioner'",
            MONDAY,
            "2030-03-04 10:00:00",
            later.id,
            words="person_overlap",
        )

    def test_free_times_know_the_other_clinic(self):
        session = self.book(MONDAY, kind="consultation")
        timetable = self.env["acupuncture.timetable"]
        agendas = timetable._agendas(self.twin, session.start, session.stop)
        agenda = agendas[self.twin.id]
        self.assertFalse(agenda.is_free(session.start, session.stop))

    def test_rooms_and_who_has_no_login_are_free_beside_a_taken_one(self):
        session = self.book(MONDAY, kind="consultation", room_id=self.room.id)
        room = self.room.copy({"name": "Room 2"})
        nobody = self.practitioner.copy({"name": "Nora without a login"})
        span = session.start, session.stop
        beside = room | nobody | self.practitioner | self.room
        agendas = self.env["acupuncture.timetable"]._agendas(beside, *span)
        self.assertEqual(
            [agendas[each.id].is_free(*span) for each in beside],
            [True, True, False, False],
        )

    def test_who_becomes_the_person_is_asked_too(self):
        self.twin.user_id = False
        self.book(MONDAY, kind="consultation")
        self.book_far()
        with self.assertRaisesRegex(UserError, "is already booked"):
            self.twin.user_id = self.practitioner.user_id

    def test_bookings_from_before_are_named_unless_they_clash(self):
        mine = self.book(MONDAY, kind="consultation")
        theirs = self.book_far("2030-03-04 12:00:00")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE acupuncture_booking SET user_id = NULL, start = %s, stop = %s"
            " WHERE session_id IN %s AND role = 'practitioner'",
            [MONDAY, "2030-03-04 10:00:00", (mine.id, theirs.id)],
        )
        self.migrate("1.2.0/post-booking-person")
        named = (mine | theirs).sudo().booking_ids.filtered("user_id")
        self.assertEqual(named.session_id, mine)
