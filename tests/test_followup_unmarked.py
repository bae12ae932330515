"""An appointment that was never marked becomes a task of the desk the same evening."""

from datetime import timedelta

from .followup_common import NOW, FollowupCase

EVENING = {"hours": 8, "minutes": 5}  # 18:05 in Vienna


class TestUnmarked(FollowupCase):
    def look(self, **delta):
        """Let the job look for what nobody marked, and the other do what is due."""
        with self.at(**delta):
            self.env["acupuncture.session"]._cron_unmarked()
        self.run_due(**delta)

    def test_the_desk_gets_one_task_in_the_evening(self):
        session = self.book_in(0.1)
        self.look(hours=6)
        self.assertFalse(self.find("UNMARKED", session))
        self.look(**EVENING)
        self.look(hours=9)
        self.look(days=1)
        task = self.find("UNMARKED", session)
        self.assertEqual(len(task), 1)
        self.assertEqual(task.state, "open")
        self.assertEqual(task.activity_ids.user_id, self.users["front_desk"])
        self.assertEqual(task.activity_ids.date_deadline, NOW.date())
        self.assertFalse(task.sensitive)

    def test_who_is_here_and_never_began_is_asked_about_too(self):
        session = self.book_in(0.1)
        session.action_arrive()
        self.look(**EVENING)
        self.assertEqual(self.find("UNMARKED", session).state, "open")

    def test_it_goes_when_the_appointment_is_marked(self):
        marks = {
            "came": self.treat,
            "missed": lambda session: session.action_no_show(),
            "cancelled": lambda session: session.action_cancel(),
            "moved": lambda session: session.write(
                {"start": session.start + timedelta(days=30)}
            ),
        }
        for day, (name, mark) in enumerate(marks.items()):
            with self.subTest(name):
                session = self.book_in(day + 0.1)
                self.look(days=day, **EVENING)
                task = self.find("UNMARKED", session)
                self.assertEqual(task.state, "open")
                with self.at(days=day, hours=9):
                    mark(session)
                self.assertEqual(task.state, "cancelled")
                self.assertFalse(task.activity_ids)

    def test_who_was_moved_and_not_marked_again_is_asked_about_again(self):
        session = self.book_in(0.1)
        self.look(**EVENING)
        with self.at(hours=9):
            session.start += timedelta(days=1)
        self.assertEqual(self.find("UNMARKED", session).state, "cancelled")
        self.look(days=1, **EVENING)
        self.assertEqual(self.find("UNMARKED", session).state, "open")

    def test_nothing_is_asked_about_what_is_to_come_or_marked(self):
        later = self.book_in(1)
        late = self.book_in(0, start=NOW + timedelta(hours=9))  # until 20:00
        held = self.book_in(0.1)
        self.treat(held)
        self.look(**EVENING)
        self.assertFalse(self.find("UNMARKED"))
        self.look(hours=10, minutes=1)
        self.assertEqual(self.find("UNMARKED").session_id, late)
        self.assertNotIn(later, self.find("UNMARKED").session_id)

    def test_the_evening_is_that_of_the_clinic(self):
        session = self.book_in(0.1)
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        self.company.acupuncture_tz = "America/Los_Angeles"
        self.look(**EVENING)
        self.assertFalse(self.find("UNMARKED", session))
        self.look(hours=17, minutes=5)
        self.assertTrue(self.find("UNMARKED", session))

    def test_who_undoes_the_mark_gets_the_task_again(self):
        session = self.book_in(0.1)
        self.look(**EVENING)
        with self.at(hours=9):
            session.action_no_show()
            session.action_reset()
        self.look(hours=9)
        self.assertEqual(self.find("UNMARKED", session).state, "open")
        self.assertEqual(len(self.find("UNMARKED", session).activity_ids), 1)
