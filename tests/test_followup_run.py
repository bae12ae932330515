from datetime import timedelta
from unittest.mock import patch

from odoo.tools import html2plaintext, mute_logger

from odoo.addons.acupuncture_cosmetic.models.followup.followup_run import BATCH_SIZE

from .consent_common import agree_to_news
from .followup_common import NOW, FollowupCase


class TestFollowupMessages(FollowupCase):
    """Messages: queued in the same transaction, neutral, one a day, never stale."""

    def test_the_reminder_is_queued_with_a_neutral_subject(self):
        session = self.book_in(3)
        self.run_due(days=1)
        reminder = self.find("PRE_48H", session)
        self.assertEqual(reminder.state, "done")
        self.assertEqual(reminder.sent_at, NOW + timedelta(days=1))
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "=", reminder.message_id.id)]
        )
        self.assertRecordValues(
            mail,
            [
                {
                    "subject": f"Your appointment at {self.company.name}",
                    "state": "outgoing",
                    "model": "acupuncture.session",
                    "res_id": session.id,
                    "recipient_ids": self.client.ids,
                }
            ],
        )
        text = html2plaintext(mail.body_html)
        self.assertIn("Thursday 7 May 2026, 10:00", text)
        self.assertNotIn(self.course.product_id.name, text)

    def test_every_shipped_message_renders_without_naming_the_treatment(self):
        session = self.book_in(3)
        templates = self.env["acupuncture.followup.rule"].with_context(
            active_test=False
        )
        for template in templates.search([]).mail_template_id:
            record = session if template.model == session._name else self.course
            with self.subTest(template.name):
                mail = self.env["mail.mail"].browse(template.send_mail(record.id))
                text = html2plaintext(mail.body_html)
                self.assertIn(self.client.name, text)
                for secret in (self.course.product_id.name, "acupuncture", "needling"):
                    self.assertNotIn(secret, mail.subject)
                    self.assertNotIn(secret, text)

    def test_a_session_that_was_cancelled_is_not_announced(self):
        self.book_in(3).action_cancel()
        self.assertNotIn(self.rules["PRE_48H"], self.run_due(days=1).rule_id)

    def test_a_session_that_began_is_not_announced(self):
        session = self.book_in(3)
        self.run_due(days=3, hours=1)
        self.assertRecordValues(
            self.find("PRE_48H", session),
            [{"state": "skipped", "reason": "The appointment has begun"}],
        )

    def test_more_than_a_day_late_is_not_sent(self):
        """What comes before a visit is: test_followup_useful."""
        session = self.book_in(1)
        self.treat(session)
        self.run_due(days=3, hours=2)
        self.assertRecordValues(
            self.find("AFTERCARE_24", session),
            [{"state": "skipped", "reason": "Too late to be useful"}],
        )

    def test_a_day_late_is_still_sent(self):
        session = self.book_in(5)
        self.run_due(days=4)
        self.assertEqual(self.find("PRE_48H", session).state, "done")

    def test_quiet_hours_put_a_message_off_to_the_morning(self):
        session = self.book_in(3)
        self.run_due(days=1, hours=10)  # 20:00
        reminder = self.find("PRE_48H", session)
        self.assertEqual(reminder.state, "planned")
        self.assertEqual(reminder.due, NOW + timedelta(days=1, hours=23))  # 09:00
        self.run_due(days=1, hours=23)
        self.assertEqual(reminder.state, "done")

    def test_one_message_a_day_clinical_first(self):
        self.rules["PACKAGE_EXPIRY_7"].active = True
        self.rules["PACKAGE_EXPIRY_7"].stop_if_used_up = False
        self.course._sync_followups()
        expiry = self.find("PACKAGE_EXPIRY_7", self.course)
        expiry._sealed_write({"due": NOW + timedelta(days=1, hours=-1)})
        session = self.book_in(3)
        self.run_due(days=1)
        self.assertEqual(self.find("PRE_48H", session).state, "done")
        self.assertEqual(expiry.state, "planned")
        self.assertEqual(expiry.due, NOW + timedelta(days=2))
        self.run_due(days=1, hours=2)
        self.assertEqual(expiry.state, "planned")
        self.run_due(days=2)
        self.assertEqual(expiry.state, "done")

    def test_a_message_that_went_out_is_not_repeated_with_its_task(self):
        rule = self.rules["PRE_48H"]
        rule.activity_type_id = self.env.ref("mail.mail_activity_data_call")
        session = self.book_in(3)
        self.run_due(days=1)
        reminder = self.find("PRE_48H", session)
        self.assertEqual(reminder.state, "open")
        sent = reminder.message_id
        session.start += timedelta(days=7)
        self.assertEqual(reminder.state, "planned")
        self.run_due(days=8)
        self.assertEqual(reminder.state, "open")
        self.assertEqual(reminder.message_id, sent)

    def test_a_second_run_on_the_same_day_sends_nothing_more(self):
        self.book_in(3)
        later = self.book_in(3, start=NOW + timedelta(days=3, hours=2))
        self.run_due(days=1)
        self.run_due(days=1, hours=2)
        self.assertEqual(self.find("PRE_48H", later).state, "planned")
        self.assertGreater(
            self.find("PRE_48H", later).due, NOW + timedelta(days=1, hours=2)
        )

    def test_no_address_and_opted_out_are_told(self):
        session = self.book_in(1)
        self.treat(session)
        self.env["mail.blacklist"]._add("clara@example.com")
        aftercare = self.find("AFTERCARE_24", session)
        self.run_due(days=2, hours=2)
        self.assertRecordValues(
            aftercare,
            [{"state": "skipped", "reason": "The client opted out of messages"}],
        )
        later = self.book_in(10)
        self.client.email = False
        self.run_due(days=8)
        self.assertRecordValues(
            self.find("PRE_48H", later),
            [{"state": "skipped", "reason": "The client has no e-mail address"}],
        )

    def test_marketing_needs_an_opt_in(self):
        self.rules["MAINT_DUE"].active = True
        for opted_in, state in ((False, "skipped"), (True, "done")):
            with self.subTest(opted_in=opted_in):
                product = self.make_product("One session", session_count=1)
                course = self.sell_course(product)
                self.treat(self.book_in(1 + opted_in, course))
                if opted_in:
                    self.opt_in()
                self.run_due(days=29 + opted_in, hours=1)
                self.assertEqual(self.find("MAINT_DUE", course).state, state)

    def test_marketing_stops_when_consent_is_withdrawn(self):
        self.rules["MAINT_DUE"].active = True
        consent = self.opt_in()
        course = self.sell_course(self.make_product("One session", session_count=1))
        self.treat(self.book_in(1, course))
        consent._withdraw("Enough", "client")
        self.assertTrue(self.client.is_blacklisted)
        self.run_due(days=29, hours=1)
        self.assertEqual(self.find("MAINT_DUE", course).state, "skipped")

    def test_marketing_consent_of_another_clinic_does_not_count(self):
        self.opt_in()
        other = self.env["res.company"].create({"name": "Other Clinic"})
        allowed = self.Followup._marketing_clients
        self.assertTrue(allowed(self.client, self.company))
        self.assertFalse(allowed(self.client, other))

    def opt_in(self):
        return agree_to_news(self.env, self.client, self.company)


class TestFollowupTasks(FollowupCase):
    """Tasks: real activities, neutral, on the right record, for the right person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = cls.book_in(1)
        with cls.at(days=1):
            cls.session.action_no_show()

    def missed(self):
        return self.find("NO_SHOW_2H", self.session)

    def test_a_missed_appointment_becomes_a_call(self):
        self.assertEqual(self.missed().due, self.session.start + timedelta(hours=2))
        self.run_due(days=1, hours=3)
        self.assertRecordValues(
            self.session.activity_ids,
            [
                {
                    "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                    "summary": "Follow-up",
                    "user_id": self.users["front_desk"].id,
                    "date_deadline": self.session.start.date(),
                    "acupuncture_followup_id": self.missed().id,
                }
            ],
        )
        self.assertFalse(html2plaintext(self.session.activity_ids.note or ""))
        self.assertEqual(self.missed().state, "open")
        self.assertEqual(self.missed().assigned_id, self.users["front_desk"])

    def test_a_task_is_opened_however_late(self):
        self.run_due(days=9)
        self.assertEqual(self.missed().state, "open")

    def test_rebooked_in_the_meantime(self):
        self.book_in(4)
        self.run_due(days=1, hours=3)
        self.assertRecordValues(
            self.missed(),
            [{"state": "skipped", "reason": "The client has a next appointment"}],
        )
        self.assertFalse(self.session.activity_ids)

    def test_doing_the_task_closes_the_followup(self):
        self.run_due(days=1, hours=3)
        task = self.session.activity_ids.with_user(self.users["front_desk"])
        task.action_feedback(feedback="Will come on Friday")
        self.assertRecordValues(
            self.missed(), [{"state": "done", "result": "Will come on Friday"}]
        )

    def test_an_own_activity_closes_nobody_elses_followup(self):
        self.run_due(days=1, hours=3)
        followup = self.missed()
        forged = {"acupuncture_followup_id": followup.id}
        desk = self.env(user=self.users["front_desk"])
        by_default = {f"default_{name}": value for name, value in forged.items()}
        for context, values in (({}, forged), (by_default, {})):
            activity = (
                desk["mail.activity"]
                .with_context(**context)
                .create(
                    {
                        "res_model_id": desk["ir.model"]._get_id("res.partner"),
                        "res_id": self.client.id,
                        "user_id": desk.uid,
                        **values,
                    }
                )
            )
            activity.write(forged)
            activity.action_feedback(feedback="forged")
        self.assertEqual(followup.state, "open")

    def test_removing_the_task_skips_the_followup(self):
        self.run_due(days=1, hours=3)
        self.session.activity_ids.with_user(self.users["front_desk"]).unlink()
        self.assertRecordValues(
            self.missed(),
            [{"state": "skipped", "reason": "test_front_desk removed the task"}],
        )

    def test_handing_the_task_over_hands_the_followup_over(self):
        self.run_due(days=1, hours=3)
        self.session.activity_ids.user_id = self.users["practitioner"]
        self.assertEqual(self.missed().assigned_id, self.users["practitioner"])

    def test_closing_the_followup_closes_the_task(self):
        self.run_due(days=1, hours=3)
        task = self.session.activity_ids
        self.missed().with_user(self.users["front_desk"]).action_done("Called")
        self.assertFalse(task.active)
        self.assertRecordValues(self.missed(), [{"state": "done", "result": "Called"}])

    def test_undoing_the_no_show_takes_the_task_away(self):
        self.run_due(days=1, hours=3)
        self.session.action_reset()
        self.assertEqual(self.missed().state, "cancelled")
        self.assertFalse(self.session.activity_ids)

    def test_the_review_goes_to_the_practitioner_for_the_day_of_the_session(self):
        sessions = [self.book_in(day) for day in range(2, 9)]
        self.run_due()
        review = self.find("MID_COURSE", self.course)
        self.assertEqual(self.course.activity_ids.user_id, self.users["practitioner"])
        self.assertEqual(
            self.course.activity_ids.date_deadline, sessions[5].start.date()
        )
        self.assertEqual(review.due, sessions[5].start)
        sessions[5].start += timedelta(days=1, hours=2)
        self.assertEqual(review.state, "open")
        self.assertEqual(review.due, sessions[6].start)
        self.assertEqual(self.course.activity_ids.date_deadline, review.event_at.date())

    def test_sensitive_tasks_say_nothing(self):
        rule = self.rules["STALLED"]
        rule.sensitive = True
        rule.action_apply_to_running()
        self.run_due(days=20)
        task = rule.followup_ids.filtered(lambda f: f.state == "open").activity_ids
        self.assertEqual(task.res_model, "acupuncture.followup")
        self.assertFalse(self.course.activity_ids & task)
        neutral = self.env.ref("acupuncture_cosmetic.mail_activity_type_followup")
        self.assertEqual(task.activity_type_id, neutral)
        self.assertEqual(task.summary, "Follow-up")

    def test_no_mail_and_no_notification_about_a_task(self):
        before = self.env["mail.mail"].search_count([])
        self.run_due(days=1, hours=3)
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_the_salesperson_of_the_course(self):
        rule = self.rules["NO_SHOW_2H"]
        rule.responsible = "salesperson"
        self.course.user_id = self.users["billing"]
        rule.action_apply_to_running()
        self.run_due(days=1, hours=3)
        self.assertEqual(self.missed().assigned_id, self.users["billing"])

    def test_a_role_that_nobody_holds_falls_to_the_front_desk(self):
        rule = self.rules["NO_SHOW_2H"]
        rule.responsible = "practitioner"
        self.users["practitioner"].active = False
        rule.action_apply_to_running()
        self.run_due(days=1, hours=3)
        self.assertEqual(self.missed().assigned_id, self.users["front_desk"])


class TestFollowupCron(FollowupCase):
    def run_cron(self, **delta):
        cron = self.env.ref("acupuncture_cosmetic.ir_cron_followups")
        with self.at(**delta), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_the_cron_carries_out_what_is_due(self):
        session = self.book_in(3)
        self.run_cron(days=1)
        self.assertEqual(self.find("PRE_48H", session).state, "done")

    @mute_logger("odoo.addons.acupuncture_cosmetic.models.followup.followup_run")
    def test_one_failure_does_not_hold_up_the_others(self):
        good, bad = self.book_in(3), self.book_in(4)
        followup = type(self.Followup)
        send = followup._send

        def fail_for_bad(records):
            if bad in records.session_id:
                raise ValueError("no")
            return send(records)

        self.find("PRE_48H", bad)._sealed_write({"due": NOW + timedelta(days=1)})
        self.env.flush_all()
        with patch.object(followup, "_send", fail_for_bad):
            self.run_cron(days=1)
        self.assertEqual(self.find("PRE_48H", good).state, "done")
        failed = self.find("PRE_48H", bad)
        self.assertEqual(failed.state, "planned")
        self.assertGreater(failed.due, NOW + timedelta(days=1))

    def test_scheduling_a_thousand_tasks_for_others_takes_few_queries(self):
        """Budget G7: at most 60 queries, batch by batch as the job goes."""
        product = self.make_product("One session", session_count=1)
        self.sell(product, qty=1000)
        followups = self.find("STALLED").filtered(
            lambda f: f.course_id.product_id == product
        )
        self.assertEqual(len(followups), 1000)
        followups._sealed_write({"due": NOW - timedelta(days=1)})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            while due := self.Followup._lock_due(BATCH_SIZE) & followups:
                due._run()
                self.env.flush_all()
        self.assertEqual(len(followups.activity_ids), 1000)

    def test_planning_a_course_takes_as_many_queries_as_one_session(self):
        product = self.make_product("Long", session_count=40)
        course, other = self.sell_course(product), self.sell_course(product)
        one = self.book_in(1, course)
        many = one.union(*(self.book_in(day, other) for day in range(2, 26)))
        self.Followup.search([]).sudo().unlink()
        counts = []
        for sessions in (one, many - one):
            counts.append(self.spent(sessions._sync_followups))
        self.assertLessEqual(counts[1], counts[0] + 2)
