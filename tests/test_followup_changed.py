"""A client whose appointment changed is told once, in neutral words."""

from datetime import timedelta

from odoo.tools import html2plaintext

from .followup_common import NOW, FollowupCase


class ChangedCase(FollowupCase):
    def news(self, session=None):
        return self.find("CHANGED", session)

    def mails_of(self, call, *args, **kwargs):
        """Return the mails that a call queued."""
        before = self.env["mail.mail"].search([])
        call(*args, **kwargs)
        return self.env["mail.mail"].search([]) - before

    def words(self, mail):
        return " ".join(html2plaintext(mail.body_html).split())

    def second_practitioner(self):
        second = self.practitioner.copy({"user_id": False})
        second.name = "Petra Second"
        return second


class TestChanged(ChangedCase):
    def test_a_moved_session_is_told_with_old_and_new_time(self):
        session = self.book_in(10)
        session.start = NOW + timedelta(days=11, hours=2)
        self.assertEqual(self.news(session).due, NOW + timedelta(minutes=10))
        mails = self.mails_of(self.run_due, minutes=10)
        self.assertEqual(len(mails), 1)
        text = self.words(mails)
        self.assertIn("Friday 15 May 2026, 12:00", text)
        self.assertIn("instead of Thursday 14 May 2026, 10:00", text)
        self.assertEqual(mails.recipient_ids, self.client)
        for secret in (self.course.product_id.name, "acupuncture", "needling"):
            self.assertNotIn(secret, mails.subject + text)
        self.assertEqual(self.news(session).state, "done")
        self.assertFalse(self.mails_of(self.run_due, minutes=30))

    def test_a_cancelled_one(self):
        session = self.book_in(10)
        session.action_cancel()
        text = self.words(self.mails_of(self.run_due, minutes=10))
        self.assertIn("Thursday 14 May 2026, 10:00: cancelled", text)

    def test_one_cancelled_too_late_likewise(self):
        session = self.book_in(1)
        with self.at(hours=20):
            session.action_cancel()
        self.assertEqual(session.state, "late_cancelled")
        text = self.words(self.mails_of(self.run_due, hours=21))
        self.assertIn("cancelled", text)

    def test_another_practitioner(self):
        session = self.book_in(10)
        session.practitioner_id = self.second_practitioner()
        text = self.words(self.mails_of(self.run_due, minutes=10))
        self.assertIn("with Petra Second instead of Paula Practitioner", text)

    def test_a_consultation_as_well(self):
        session = self.book_in(
            10, course=self.env["acupuncture.course"], kind="consultation"
        )
        session.start += timedelta(days=1)
        self.assertEqual(len(self.mails_of(self.run_due, minutes=10)), 1)

    def test_another_room_or_length_is_nothing_to_tell(self):
        session = self.book_in(10)
        session.room_id = False
        session.duration = 45
        session.start = session.start
        self.assertFalse(self.mails_of(self.run_due, minutes=10))

    def test_there_and_back_again_says_nothing(self):
        session = self.book_in(10)
        start = session.start
        session.start += timedelta(days=1)
        with self.at(minutes=4):
            session.start = start
        self.assertFalse(self.mails_of(self.run_due, minutes=20))
        with self.at(minutes=30):
            session.start += timedelta(days=2)
        text = self.words(self.mails_of(self.run_due, minutes=40))
        self.assertIn("instead of Thursday 14 May 2026, 10:00", text)

    def test_moved_three_times_in_some_minutes_is_told_once(self):
        session = self.book_in(10)
        for minutes in (0, 5, 12):
            with self.at(minutes=minutes):
                session.start += timedelta(days=1)
            self.assertFalse(self.mails_of(self.run_due, minutes=minutes + 1))
        text = self.words(self.mails_of(self.run_due, minutes=22))
        self.assertIn("Sunday 17 May 2026, 10:00", text)
        self.assertIn("instead of Thursday 14 May 2026, 10:00", text)

    def test_each_change_is_told_and_says_what_was_told_before(self):
        session = self.book_in(10)
        session.start += timedelta(days=1)
        self.run_due(minutes=10)
        with self.at(hours=2):
            session.start += timedelta(days=1)
        text = self.words(self.mails_of(self.run_due, hours=3))
        self.assertIn("instead of Friday 15 May 2026, 10:00", text)
        with self.at(hours=4):
            session.action_cancel()
        text = self.words(self.mails_of(self.run_due, hours=5))
        self.assertIn("Saturday 16 May 2026, 10:00: cancelled", text)
        self.assertEqual(self.news(session).mapped("state"), ["done"] * 3)
        self.assertEqual(len(set(self.news(session).mapped("anchor"))), 3)

    def test_moved_then_cancelled_is_one_message_about_the_time_known(self):
        session = self.book_in(10)
        session.start += timedelta(days=1)
        session.action_cancel()
        mails = self.mails_of(self.run_due, minutes=10)
        self.assertEqual(len(mails), 1)
        self.assertIn("Thursday 14 May 2026, 10:00: cancelled", self.words(mails))

    def test_in_the_clients_language_and_the_clinics_zone(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.client.lang = "de_DE"
        self.client.tz = "Asia/Tokyo"
        session = self.book_in(10)
        session.with_context(tz="America/New_York").start += timedelta(days=1)
        text = self.words(self.mails_of(self.run_due, minutes=10))
        self.assertIn("Freitag 15 Mai 2026, 10:00", text)

    def test_a_course_of_twelve_is_one_message(self):
        sessions = self.env["acupuncture.session"].union(
            *(self.book_in(day) for day in range(10, 22))
        )
        sessions._move_together(
            {one: {"start": one.start + timedelta(days=14)} for one in sessions}
        )
        mails = self.mails_of(self.run_due, minutes=10)
        self.assertEqual(len(mails), 1)
        self.assertEqual(self.words(mails).count("instead of"), 12)
        self.assertEqual(self.news().mapped("state"), ["done"] * 12)
        self.assertEqual(self.news().message_id, mails.mail_message_id)

    def test_wherever_a_batch_ends(self):
        sessions = [self.book_in(day) for day in range(10, 14)]
        for session in sessions:
            session.start += timedelta(days=14)
        with self.at(minutes=10):
            first = self.Followup._lock_due(1)
            mails = self.mails_of(first._run)
        self.assertEqual(self.words(mails).count("instead of"), 4)

    def test_moved_by_hand_one_after_the_other_is_one_message(self):
        sessions = [self.book_in(day) for day in range(10, 14)]
        for number, session in enumerate(sessions):
            with self.at(minutes=number * 6):
                session.start += timedelta(days=14)
            self.assertFalse(self.mails_of(self.run_due, minutes=number * 6 + 1))
        mails = self.mails_of(self.run_due, minutes=40)
        self.assertEqual(len(mails), 1)
        self.assertEqual(self.words(mails).count("instead of"), 4)

    def test_two_clients_get_a_message_each(self):
        self.other_client.email = "otto@example.com"
        mine = self.book_in(10)
        none = self.env["acupuncture.course"]
        other = self.book_in(
            11, course=none, client=self.other_client, kind="consultation"
        )
        (mine + other).action_swap()
        mails = self.mails_of(self.run_due, minutes=10)
        self.assertEqual(mails.recipient_ids, self.client + self.other_client)
        self.assertEqual([self.words(m).count("instead of") for m in mails], [1, 1])


class TestNotTold(ChangedCase):
    def test_whoever_tells_the_client_unticks_it_for_once(self):
        session = self.book_in(10)
        session.write({"tell_client": False, "start": NOW + timedelta(days=12)})
        self.assertFalse(self.mails_of(self.run_due, minutes=20))
        self.assertTrue(session.tell_client)
        with self.at(minutes=30):
            session.start += timedelta(days=1)
        text = self.words(self.mails_of(self.run_due, minutes=40))
        self.assertIn("instead of Saturday 16 May 2026, 10:00", text)

    def test_unticked_before_it_is_cancelled(self):
        session = self.book_in(10)
        session.tell_client = False
        session.action_cancel()
        self.assertFalse(self.mails_of(self.run_due, minutes=20))

    def test_unticked_takes_back_what_waits(self):
        session = self.book_in(10)
        session.start += timedelta(days=1)
        session.write({"tell_client": False, "start": NOW + timedelta(days=12)})
        self.assertFalse(self.mails_of(self.run_due, minutes=20))

    def test_no_address_or_none_wished_becomes_a_call_of_the_desk(self):
        def no_address():
            self.client.email = False

        def none_wished():
            self.env["mail.blacklist"]._add("clara@example.com")

        for day, prepare in ((10, none_wished), (11, no_address)):
            with self.subTest(prepare.__name__):
                prepare()
                session = self.book_in(day)
                session.start += timedelta(days=5)
                self.assertFalse(self.mails_of(self.run_due, minutes=20))
                news = self.news(session)
                self.assertEqual(news.state, "open")
                self.assertTrue(news.reason)
                self.assertEqual(session.activity_ids.user_id, self.users["front_desk"])

    def test_a_call_that_was_made_is_told(self):
        self.client.email = False
        session = self.book_in(10)
        session.start += timedelta(days=5)
        self.run_due(minutes=20)
        session.activity_ids.with_user(self.users["front_desk"]).action_feedback()
        self.assertEqual(self.news(session).state, "done")
        self.assertFalse(session.told_start)

    def test_moved_back_the_call_is_over(self):
        self.client.email = False
        session = self.book_in(10)
        start = session.start
        session.start += timedelta(days=5)
        self.run_due(minutes=20)
        with self.at(minutes=30):
            session.start = start
        self.assertEqual(self.news(session).state, "cancelled")
        self.assertFalse(session.activity_ids)

    def test_what_lies_behind_is_nothing_to_tell(self):
        session = self.book_in(1)
        with self.at(days=3):
            session.start -= timedelta(hours=2)
        self.assertFalse(self.news(session))
        with self.at(days=3):
            session.action_cancel()
        self.assertFalse(self.mails_of(self.run_due, days=3, hours=1))

    def test_a_missed_one_that_is_waived_is_nothing_to_tell(self):
        session = self.book_in(1)
        with self.at(days=1, hours=1):
            session.action_no_show()
            session._waive("kind")
        self.assertFalse(self.news(session))

    def test_who_has_arrived_knows(self):
        session = self.book_in(2)
        with self.at(minutes=1):
            session.start = NOW + timedelta(minutes=30)
        with self.at(minutes=5):
            session.action_arrive()
        self.assertFalse(self.mails_of(self.run_due, minutes=20))
        with self.at(minutes=21):
            session.practitioner_id = self.second_practitioner()
        self.assertFalse(self.mails_of(self.run_due, minutes=40))

    def test_a_visit_that_began_meanwhile(self):
        session = self.book_in(10)
        session.start = NOW + timedelta(minutes=30)
        self.assertFalse(self.mails_of(self.run_due, hours=1))
        self.assertEqual(self.news(session).state, "skipped")

    def test_the_rule_is_on_and_can_be_switched_off(self):
        self.assertTrue(self.rules["CHANGED"].active)
        self.rules["CHANGED"].active = False
        session = self.book_in(10)
        session.start += timedelta(days=1)
        self.assertFalse(self.news(session))

    def test_nobody_types_what_a_client_knows(self):
        session = self.book_in(10).with_user(self.users["manager"])
        for name, value in (("told_start", NOW), ("told_no", 3), ("changed_at", NOW)):
            with (
                self.subTest(name),
                self.assertRaisesRegex(Exception, "edited directly"),
            ):
                session.write({name: value})


class TestChangedHours(ChangedCase):
    def test_at_night_it_waits_for_the_morning(self):
        session = self.book_in(10)
        with self.at(hours=13):  # 23:00
            session.start += timedelta(days=1)
        self.run_due(hours=14)
        self.assertEqual(self.news(session).due, NOW + timedelta(hours=21))  # 07:00

    def test_but_not_past_the_visit(self):
        session = self.book_in(10)
        with self.at(hours=13):
            session.start = NOW + timedelta(hours=20)  # 06:00
        self.assertEqual(len(self.mails_of(self.run_due, hours=14)), 1)

    def test_no_courtesy_holds_it_up(self):
        session = self.book_in(10)
        reminded = self.book_in(3)
        self.run_due(days=1)
        self.assertEqual(self.find("PRE_48H", reminded).state, "done")
        with self.at(days=1):
            session.start += timedelta(days=1)
        self.assertEqual(len(self.mails_of(self.run_due, days=1, hours=1)), 1)

    def test_moving_many_takes_few_queries(self):
        few, many = (
            self.env["acupuncture.session"].union(
                *(self.book_in(day, self.sell_course()) for day in days)
            )
            for days in ((30,), range(40, 52))
        )

        def move(sessions):
            sessions._keep_what_is_known()

        self.assertLessEqual(self.spent(move, many), self.spent(move, few) + 2)
