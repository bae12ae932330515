from datetime import timedelta

from .followup_common import NOW, FollowupCase


class TestFollowupSync(FollowupCase):
    """Law 9: once per event; moved with it, cancelled with it, back with it."""

    def test_booking_plans_the_reminder_two_days_before(self):
        session = self.book_in(10)
        reminder = self.find("PRE_48H", session)
        self.assertRecordValues(
            reminder,
            [
                {
                    "anchor": f"session:{session.id}:start",
                    "due": session.start - timedelta(hours=48),
                    "state": "planned",
                    "client_id": self.client.id,
                    "course_id": self.course.id,
                }
            ],
        )

    def test_an_early_appointment_is_announced_before_the_quiet_hours(self):
        session = self.book_in(10, start=NOW + timedelta(days=10, hours=-3))  # 07:00
        self.assertEqual(
            self.find("PRE_48H", session).due, NOW + timedelta(days=7, hours=9)
        )  # 19:00 the evening before

    def test_moving_a_session_moves_its_followups(self):
        session = self.book_in(10)
        reminder = self.find("PRE_48H", session)
        session.start += timedelta(days=5)
        self.assertEqual(self.find("PRE_48H", session), reminder)
        self.assertEqual(reminder.due, session.start - timedelta(hours=48))

    def test_moving_does_not_send_again(self):
        session = self.book_in(3)
        self.run_due(days=1)
        session.start += timedelta(days=30)
        self.assertEqual(self.find("PRE_48H", session).mapped("state"), ["done"])
        self.assertNotIn(self.rules["PRE_48H"], self.run_due(days=31).rule_id)

    def test_a_task_that_is_not_due_any_more_waits_again(self):
        rule = self.rules["PRE_48H"]
        rule.write(
            {
                "mail_template_id": False,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            }
        )
        session = self.book_in(3)
        self.run_due(days=1)
        task = self.find("PRE_48H", session)
        self.assertEqual(task.state, "open")
        with self.at(days=1):
            session.start += timedelta(days=7)
        self.assertEqual(task.state, "planned")
        self.assertFalse(session.activity_ids)

    def test_cancelling_a_session_cancels_its_followups(self):
        session = self.book_in(10)
        session.action_cancel()
        self.assertEqual(self.find("PRE_48H", session).state, "cancelled")

    def test_first_and_later_aftercare(self):
        self.rules["AFTERCARE_48"].active = True
        first, second = self.book_in(1), self.book_in(3)
        self.treat(first)
        self.treat(second)
        self.assertEqual(
            self.find("AFTERCARE_24").due, first.stop + timedelta(hours=24)
        )
        self.assertEqual(self.find("AFTERCARE_24").session_id, first)
        self.assertEqual(self.find("AFTERCARE_48").session_id, second)

    def test_undoing_done_cancels_and_doing_again_revives(self):
        session = self.book_in(1)
        self.treat(session)
        aftercare = self.find("AFTERCARE_24", session)
        self.undo(session)
        self.assertEqual(aftercare.state, "cancelled")
        with session._transition("done"):
            pass
        self.assertEqual(self.find("AFTERCARE_24", session), aftercare)
        self.assertEqual(aftercare.state, "planned")

    def undo(self, session):
        """Take a session back; a signed chart holds the button, not the follow-ups."""
        with session._transition("in_treatment", undo=True):
            pass

    def test_what_was_sent_is_not_sent_again_after_an_undo(self):
        session = self.book_in(1)
        self.treat(session)
        self.run_due(days=2, hours=2)
        aftercare = self.find("AFTERCARE_24", session)
        self.assertEqual(aftercare.state, "done")
        self.undo(session)
        with session._transition("done"):
            pass
        self.assertEqual(aftercare.state, "done")

    def test_the_middle_session_is_reviewed_once_wherever_it_moves(self):
        sessions = self.env["acupuncture.session"].union(
            *(self.book_in(day) for day in range(1, 9))
        )
        review = self.find("MID_COURSE", self.course)
        self.assertEqual(review.session_id, sessions[5])
        sessions[0].action_cancel()
        self.assertEqual(self.find("MID_COURSE", self.course), review)
        self.assertEqual(review.session_id, sessions[6])
        self.assertEqual(review.event_at, sessions[6].start)

    def test_a_short_course_has_no_middle_review(self):
        product = self.make_product("Two sessions", session_count=2)
        course = self.sell_course(product)
        self.book_in(1, course)
        self.assertFalse(self.find("MID_COURSE", course))

    def test_the_end_of_a_course(self):
        product = self.make_product("Two sessions", session_count=2)
        course = self.sell_course(product)
        first, last = self.book_in(1, course), self.book_in(4, course)
        self.treat(first)
        self.assertFalse(self.find("END_COURSE", course))
        self.treat(last)
        self.assertEqual(
            self.find("END_COURSE", course).due, last.stop + timedelta(days=7)
        )
        self.assertEqual(self.find("PACKAGE_EXPIRY_30", course).state, "cancelled")

    def test_a_course_that_nobody_books_is_stalled(self):
        stalled = self.find("STALLED", self.course)
        self.assertEqual(stalled.due, NOW.replace(hour=7) + timedelta(days=14))
        session = self.book_in(1)
        self.assertEqual(stalled.state, "cancelled")
        session.action_cancel()
        self.assertEqual(stalled.state, "planned")

    def test_stalled_counts_from_the_last_session(self):
        session = self.book_in(1)
        self.treat(session)
        stalled = self.find("STALLED", self.course).filtered(
            lambda f: f.state == "planned"
        )
        self.assertEqual(stalled.due, session.stop + timedelta(days=14))

    def test_a_course_on_hold_is_left_in_peace(self):
        stalled = self.find("STALLED", self.course)
        expiry = self.find("PACKAGE_EXPIRY_30", self.course)
        self.course.action_hold()
        self.assertEqual((stalled + expiry).mapped("state"), ["cancelled"] * 2)
        self.course.action_resume()
        self.assertEqual((stalled + expiry).mapped("state"), ["planned"] * 2)

    def test_expiry_keeps_its_hour_across_the_clock_change(self):
        expiry = self.find("PACKAGE_EXPIRY_30", self.course)
        self.assertEqual(str(self.course.expiry_date), "2027-05-04")
        self.assertEqual(str(expiry.due), "2027-04-04 07:00:00")  # 09:00, summer time
        self.rules["PACKAGE_EXPIRY_30"].delay = 60
        self.rules["PACKAGE_EXPIRY_30"].action_apply_to_running()
        self.assertEqual(str(expiry.due), "2027-03-05 08:00:00")  # 09:00, winter time

    def test_syncing_again_changes_nothing(self):
        session = self.book_in(2)
        self.treat(session)
        before = self.Followup.search([]).read()
        session._sync_followups()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.Followup.search([]).read(), before)

    def test_a_consultation_has_a_reminder_and_no_course_followups(self):
        session = self.book_in(
            5, course=self.env["acupuncture.course"], kind="consultation"
        )
        self.assertEqual(
            self.Followup.search([("session_id", "=", session.id)]).rule_id,
            self.rules["PRE_48H"],
        )
        self.treat(session)
        self.assertFalse(self.find("AFTERCARE_24", session))
