"""Book next: what the desk does when a client leaves, in one click and one look."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import ClinicCase

NOW = "2026-03-02 08:00:00"  # a Monday, 9:00 in Vienna


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestBookNext(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.weekly = cls.make_product(
            "Weekly",
            session_count=6,
            phase_ids=[
                Command.create(
                    {
                        "session_count": 6,
                        "per_week": 1,
                        "min_days": 5,
                        "max_days": 14,
                    }
                )
            ],
        )
        with freeze_time(NOW):
            cls.course = cls.sell_course(cls.weekly)
            cls.make_ready()
            cls.done = cls.book(NOW, course_id=cls.course.id)
            cls.done.action_arrive()
            cls.done.action_start()
            cls.sign_chart(cls.done)

    def next_plan(self, role="front_desk", session=None):
        session = (session or self.done).with_user(self.users[role])
        action = session.action_book_next()
        self.assertEqual(action["target"], "new")
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_the_same_people_at_the_same_time_a_week_later(self):
        self.assertEqual(self.done.state, "done")
        self.assertTrue(self.done.can_book_next)
        line = self.next_plan().line_ids
        self.assertEqual(
            (str(line.start), line.practitioner_id, line.room_id, line.status),
            ("2026-03-09 08:00:00", self.practitioner, self.room, "ok"),
        )

    def test_one_confirmation_books_it_and_the_desk_stays_where_it_was(self):
        plan = self.next_plan().with_user(self.users["front_desk"])
        self.assertEqual(plan.count, 1)
        action = plan.action_confirm()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("Clara Client", action["params"]["message"])
        self.done.invalidate_recordset()
        self.assertEqual(str(self.done.next_start), "2026-03-09 08:00:00")
        self.assertFalse(self.done.can_book_next)
        self.assertEqual(self.course.reserved_count, 1)

    def test_a_taken_room_gives_way_before_the_time_does(self):
        second = self.room.copy({"name": "Room 2"})
        colleague = self.practitioner.copy({"name": "Paul", "licence_number": "L-2"})
        self.book(
            "2026-03-09 08:00:00",
            client=self.other_client,
            kind="consultation",
            practitioner_id=colleague.id,
        )
        line = self.next_plan().line_ids
        self.assertEqual(
            (str(line.start), line.practitioner_id, line.room_id),
            ("2026-03-09 08:00:00", self.practitioner, second),
        )

    def test_who_is_away_that_day_gets_another_day_at_the_same_hour(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": self.practitioner.id,
                "calendar_id": self.practitioner.calendar_id.id,
                "date_from": "2026-03-09 00:00:00",
                "date_to": "2026-03-09 22:00:00",
            }
        )
        line = self.next_plan().line_ids
        self.assertEqual((line.start.hour, line.status), (8, "ok"))
        self.assertNotEqual(line.start.day, 9)

    def test_twice_a_week_keeps_its_own_distance(self):
        course = self.sell_course()
        missed = self.book("2026-03-02 10:00:00", course_id=course.id)
        with freeze_time("2026-03-02 12:00:00"):
            missed.action_no_show()
            line = self.next_plan(session=missed).line_ids
        self.assertEqual(str(line.start), "2026-03-05 10:00:00")

    def test_who_comes_back_late_keeps_people_hour_and_weekday(self):
        with freeze_time("2026-06-04 08:00:00"):  # a Thursday, three months later
            line = self.next_plan().line_ids
        self.assertEqual(
            (str(line.start), line.practitioner_id, line.room_id, line.status),
            ("2026-06-08 07:00:00", self.practitioner, self.room, "spacing"),
        )

    def test_nothing_is_offered_while_a_session_is_booked_or_none_is_left(self):
        coming = self.book("2026-03-10 08:00:00", course_id=self.course.id)
        self.done.invalidate_recordset()
        self.assertFalse(self.done.can_book_next)
        self.assertFalse(coming.can_book_next)
        single = self.sell_course(self.make_product("Once", session_count=1))
        last = self.book("2026-03-03 10:00:00", course_id=single.id)
        with freeze_time("2026-03-03 12:00:00"):
            last.action_no_show()
        self.assertFalse(last.can_book_next)

    def test_nothing_is_offered_while_the_course_is_on_hold(self):
        self.course.action_hold()
        self.done.invalidate_recordset()
        self.assertFalse(self.done.can_book_next)
        self.course.action_resume()
        self.done.invalidate_recordset()
        self.assertTrue(self.done.can_book_next)

    def test_the_desk_has_the_button_and_billing_has_not(self):
        sessions = self.env["acupuncture.session"]
        for role, shown in (("front_desk", True), ("billing", False)):
            for view in ("form", "kanban"):
                arch = sessions.with_user(self.users[role]).get_view(view_type=view)
                with self.subTest((role, view)):
                    self.assertEqual("action_book_next" in arch["arch"], shown)
        with self.assertRaises(AccessError):
            self.next_plan("billing")

    def test_a_board_of_many_asks_no_more_often(self):
        def spent(sessions):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            sessions.mapped("can_book_next")
            return self.env.cr.sql_log_count - before

        others = self.done.browse()
        for hour in range(7, 15, 2):
            course = self.sell_course(self.weekly)
            others += self.book(f"2026-03-03 {hour:02}:00:00", course_id=course.id)
        with freeze_time("2026-03-03 15:00:00"):
            others.action_no_show()
        spent(self.done)
        self.assertEqual(spent(self.done + others), spent(self.done))
