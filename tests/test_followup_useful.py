"""A message about a time lives until it is of no use; courtesy drops no question."""

from datetime import datetime, timedelta

from odoo.tests import freeze_time

from .followup_common import NOW, FollowupCase

OVERTAKEN = "It was due before the booking was made"


class TestUsefulMessages(FollowupCase):
    def reminder(self, session):
        return self.find("PRE_48H", session)

    def test_a_server_that_was_down_until_20_hours_before_still_reminds(self):
        session = self.book_in(5)
        self.run_due(days=4, hours=4)  # 20 hours before
        self.assertEqual(self.reminder(session).state, "done")

    def test_until_the_visit_begins(self):
        for minutes, state in ((1, "done"), (0, "skipped")):
            with self.subTest(minutes):
                session = self.book_in(5, start=NOW + timedelta(days=5 + minutes))
                self.run_due(days=5 + minutes, minutes=-minutes)
                self.assertEqual(self.reminder(session).state, state)

    def test_no_quiet_hour_sleeps_past_the_visit(self):
        early = self.book_in(5, start=NOW + timedelta(days=5, hours=-3))  # 07:00
        late = self.book_in(5, start=NOW + timedelta(days=5, hours=2))  # 12:00
        self.run_due(days=4, hours=11)  # 21:00 the evening before
        self.assertEqual(self.reminder(early).state, "done")
        self.assertEqual(self.reminder(late).state, "planned", "09:00 is in time")

    def test_no_courtesy_sleeps_past_the_visit(self):
        one, other = (
            self.book_in(5, start=NOW + timedelta(days=5, hours=hours))
            for hours in (0, 2)
        )
        self.run_due(days=4, hours=4)
        self.assertEqual(
            (self.reminder(one) + self.reminder(other)).mapped("state"), ["done"] * 2
        )

    def test_a_visit_booked_20_hours_before_is_not_announced(self):
        with self.at(days=3, hours=4):
            session = self.book_in(4)
        self.assertRecordValues(
            self.reminder(session), [{"state": "cancelled", "reason": OVERTAKEN}]
        )
        mails = self.env["mail.mail"].search_count([])
        self.run_due(days=3, hours=5)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_booked_49_hours_before_in_the_evening_it_is(self):
        """The moment itself counts, not the hour to which quiet hours bring it."""
        start = NOW + timedelta(days=3, hours=12)  # 22:00
        with freeze_time(start - timedelta(hours=49)):
            session = self.book_in(3, start=start)
        self.assertEqual(self.reminder(session).state, "planned")
        self.run_due(days=1, hours=23)  # the next morning
        self.assertEqual(self.reminder(session).state, "done")

    def test_booked_at_the_very_moment_it_is_not(self):
        session = self.book_in(2)
        self.assertEqual(self.reminder(session).state, "cancelled")

    def test_moved_to_tomorrow_it_is_not_moved_away_it_is(self):
        session = self.book_in(20)
        session.start = NOW + timedelta(days=1)
        self.assertRecordValues(
            self.reminder(session), [{"state": "cancelled", "reason": OVERTAKEN}]
        )
        session.start = NOW + timedelta(days=10)
        self.assertEqual(self.reminder(session).state, "planned")
        self.run_due(days=8)
        self.assertEqual(self.reminder(session).state, "done")

    def test_it_stays_so_whatever_else_happens_to_the_session(self):
        session = self.book_in(1)
        session.action_confirm()
        self.assertEqual(self.reminder(session).state, "cancelled")
        later = self.book_in(5)
        with self.at(days=4):
            later.action_confirm()
        self.assertEqual(self.reminder(later).state, "planned")

    def test_a_task_beside_the_message_is_done_all_the_same(self):
        self.rules["PRE_48H"].activity_type_id = self.env.ref(
            "mail.mail_activity_data_call"
        )
        session = self.book_in(1)
        self.run_due()
        reminder = self.reminder(session)
        self.assertRecordValues(
            reminder, [{"state": "open", "reason": OVERTAKEN, "sent_at": False}]
        )

    def test_forms_go_out_however_late_the_booking(self):
        self.client.email = "clara@example.com"
        self.course_forms = self.find("PRE_FORMS", self.book_in(1))
        self.assertEqual(self.course_forms.state, "planned")

    def test_what_comes_after_is_useful_for_its_hours(self):
        for late, state in ((22, "done"), (26, "skipped")):
            with self.subTest(late):
                session = self.book_in(1 + late)
                self.treat(session)
                aftercare = self.find("AFTERCARE_24", session) or self.aftercare(
                    session
                )
                self.run_due(days=2 + late, hours=1 + late)
                self.assertEqual(aftercare.state, state)

    def aftercare(self, session):
        """Return the aftercare of a later session of the course."""
        self.rules["AFTERCARE_24"].session_position = False
        session._sync_followups()
        return self.find("AFTERCARE_24", session)

    def test_the_hours_are_the_rules_own(self):
        self.rules["AFTERCARE_24"].late_hours = 2
        session = self.book_in(1)
        self.treat(session)
        self.run_due(days=2, hours=4)
        self.assertRecordValues(
            self.find("AFTERCARE_24", session),
            [{"state": "skipped", "reason": "Too late to be useful"}],
        )

    def test_own_signatures_are_asked_for_after_a_week_without_server(self):
        self.assertGreaterEqual(self.rules["OF_AGE"].late_hours, 14 * 24)

    def test_48_hours_are_48_hours_when_the_clocks_change(self):
        start = datetime(2026, 10, 26, 9)  # Monday; Sunday has 25 hours
        for hours, state in ((49, "planned"), (47, "cancelled")):
            with self.subTest(hours), freeze_time(start - timedelta(hours=hours)):
                session = self.book_in(0, start=start)
                self.assertEqual(self.reminder(session).state, state)
                start += timedelta(hours=2)


class TestQuestionsFirst(FollowupCase):
    """One message a day is a courtesy; what must be asked is asked."""

    def aftercare_due(self):
        """Return the aftercare of a session held tomorrow, due the day after."""
        session = self.book_in(1)
        self.treat(session)
        return self.find("AFTERCARE_24", session)

    def test_a_question_goes_before_a_reminder(self):
        aftercare = self.aftercare_due()  # due at 11:00 of the second day
        reminder = self.find("PRE_48H", self.book_in(4))  # due at 10:00 of that day
        self.run_due(days=2, hours=2)
        self.assertEqual((aftercare.state, reminder.state), ("done", "planned"))
        self.run_due(days=3, hours=2)
        self.assertEqual(reminder.state, "done")

    def test_a_reminder_of_every_day_holds_a_question_up_once(self):
        aftercare = self.aftercare_due()
        for day in (4, 5, 6):
            self.book_in(day)
        self.run_due(days=2)
        self.run_due(days=2, hours=1)
        self.assertEqual(aftercare.state, "planned")
        self.run_due(days=3)
        self.run_due(days=3, hours=1)
        self.assertEqual(aftercare.state, "done")

    def test_two_messages_do_not_crowd_out_the_question_of_the_last_day(self):
        self.rules["PRE_SCREEN"].active = True
        session = self.book_in(5)
        check = self.find("PRE_SCREEN", session)
        late = self.find("PRE_48H", session)
        other = self.find("PRE_48H", self.book_in(6))
        self.run_due(days=4)
        self.assertEqual((check.state, late.state), ("done", "done"))
        self.assertEqual(other.state, "planned")

    def test_marketing_is_never_urgent(self):
        rule = self.rules["PRE_48H"]
        rule.kind = "marketing"
        reminder = self.find("PRE_48H", self.book_in(5))
        self.assertFalse(reminder._is_over_by(reminder.event_at))


class TestMigration(FollowupCase):
    def test_old_rules_learn_how_long_a_message_is_of_use(self):
        rules = self.rules["OF_AGE"] + self.rules["PRE_48H"]
        reminder = self.find("PRE_48H", self.book_in(9))
        rules.late_hours = 24
        self.migrate("1.3.0/post-followup-late")
        self.assertEqual(rules.mapped("late_hours"), [336, 24])
        self.assertEqual(reminder.late_hours, 24)
