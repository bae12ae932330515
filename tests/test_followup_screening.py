"""Follow-ups of histories, consents and clearances: once, for the right eyes, and over
when what they wait for is there."""

from datetime import date, datetime, timedelta

from odoo.addons.acupuncture_cosmetic.demo.ready import (
    fill_history,
    sign_forms,
    signature,
)

from .followup_common import NOW, FollowupCase


class TestFollowupScreening(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_client.email = "otto@example.com"
        cls.other_course = cls.sell_course(client=cls.other_client)

    def of_client(self, code, client=None):
        return self.Followup.search(
            [
                ("rule_id", "=", self.rules[code].id),
                ("client_id", "=", (client or self.other_client).id),
            ]
        )

    def answer(self, yes=(), **values):
        return fill_history(self.other_client, self.company, yes, **values)

    def book_other(self, days):
        return self.book_in(days, course=self.other_course, client=self.other_client)

    def links(self):
        return self.env["acupuncture.form.link"].search(
            [("client_id", "=", self.other_client.id)]
        )

    # forms before the visit

    def test_forms_go_out_a_week_before(self):
        session = self.book_other(20)
        forms = self.find("PRE_FORMS", session)
        self.assertEqual(forms.due, session.start - timedelta(days=7))
        self.run_due(days=13)
        self.assertEqual(forms.state, "done")
        link = self.links()
        self.assertEqual((link.purpose, link.session_id), ("full", session))
        self.assertFalse(forms.message_id, "the mail holds the token")

    def test_forms_go_out_at_once_for_a_visit_soon(self):
        forms = self.find("PRE_FORMS", self.book_other(2))
        self.assertEqual(forms.due, NOW)
        self.run_due()
        self.assertTrue(self.links())

    def test_whoever_has_filled_in_is_left_alone(self):
        forms = self.find("PRE_FORMS", self.book_other(20))
        with self.at(days=5):
            self.make_ready(self.other_client)
        self.run_due(days=13)
        self.assertEqual(forms.state, "skipped")
        self.assertFalse(self.links())

    def test_a_missing_signature_is_asked_for(self):
        forms = self.find("PRE_FORMS", self.book_other(20))
        self.answer()
        self.run_due(days=13)
        self.assertEqual(forms.state, "done")

    def test_two_visits_soon_ask_for_the_forms_once(self):
        first, second = (self.find("PRE_FORMS", self.book_other(d)) for d in (2, 4))
        self.run_due()
        self.run_due(days=1)
        self.assertEqual((first.state, second.state), ("done", "skipped"))
        self.assertEqual(len(self.links()), 1)

    def test_a_link_from_last_week_is_asked_again(self):
        first, second = (self.find("PRE_FORMS", self.book_other(d)) for d in (8, 14))
        self.run_due(days=1)
        self.env.flush_all()
        stamp = "UPDATE acupuncture_form_link SET create_date = %s"
        self.env.cr.execute(stamp, [NOW + timedelta(days=1)])
        self.run_due(days=7)
        self.run_due(days=8)  # the day of the reminder takes no second message
        self.assertEqual((first.state, second.state), ("done", "done"))
        self.assertEqual(len(self.links()), 2)

    def test_the_short_check_is_off(self):
        self.assertFalse(self.rules["PRE_SCREEN"].active)
        self.rules["PRE_SCREEN"].active = True
        self.make_ready(self.other_client)
        check = self.find("PRE_SCREEN", self.book_other(20))
        self.run_due(days=18)
        self.run_due(days=19)
        self.assertEqual(check.state, "done")
        self.assertEqual(self.links().purpose, "delta")

    def ask_the_day_before(self):
        self.rules["PRE_SCREEN"].active = True
        self.make_ready(self.other_client)

    def test_whoever_was_just_asked_is_not_asked_again(self):
        self.ask_the_day_before()
        session = self.book_other(20)
        check = self.find("PRE_SCREEN", session)
        self.run_due(days=18)
        with self.at(days=19, hours=-2):
            self.ask_again(session)
        self.run_due(days=19)
        self.assertEqual(check.state, "skipped")
        self.assertFalse(self.links())

    def test_a_question_is_never_put_off_past_the_visit(self):
        """The reminder went out this morning; tomorrow is too late to ask."""
        self.ask_the_day_before()
        with self.at(days=10):
            session = self.book_in(
                10.9, course=self.other_course, client=self.other_client
            )
            check = self.find("PRE_SCREEN", session)
        self.run_due(days=10)
        self.assertEqual(check.state, "done")
        self.assertEqual(self.links().purpose, "delta")

    def test_quiet_hours_do_not_sleep_past_the_visit(self):
        self.ask_the_day_before()
        with self.at(days=10, hours=11):  # 21:00; the visit is at 8:30
            session = self.book_in(
                10,
                course=self.other_course,
                client=self.other_client,
                start=NOW + timedelta(days=10, hours=22.5),
            )
            check = self.find("PRE_SCREEN", session)
        self.run_due(days=10, hours=11)
        self.assertEqual(check.state, "done")

    # what ends

    def test_a_history_is_renewed_a_month_before(self):
        self.make_ready(self.other_client)
        renewal = self.of_client("HISTORY_12M")
        self.assertEqual(renewal.event_at.date(), date(2027, 5, 4))
        self.assertEqual(renewal.due.date(), date(2027, 4, 4))
        with self.at(days=300):
            history = self.answer()
        self.assertEqual(renewal.state, "cancelled")
        newer = self.of_client("HISTORY_12M") - renewal
        self.assertEqual(newer.anchor, f"intake:{history.id}:end")
        self.assertEqual(newer.state, "planned")

    def test_only_who_is_still_a_client_is_asked(self):
        self.make_ready(self.other_client)
        renewal = self.of_client("HISTORY_12M")
        self.other_course._cancel("test")
        self.run_due(days=336)
        self.assertEqual(renewal.state, "skipped")
        self.assertFalse(self.links())

    def test_an_active_client_gets_the_link(self):
        self.other_course = self.sell_course(
            self.make_product("Open", session_count=2, validity_basis="none"),
            client=self.other_client,
        )
        self.make_ready(self.other_client)
        renewal = self.of_client("HISTORY_12M")
        self.run_due(days=335)
        self.assertEqual(renewal.state, "done")
        self.assertEqual(self.links().purpose, "full")

    def test_signatures_are_renewed_once_for_all(self):
        self.make_ready(self.other_client)
        renewal = self.of_client("CONSENT_RENEW")
        self.assertEqual(len(renewal), 1)
        with self.at(days=300):
            consents = self.env["acupuncture.consent"].search(
                [("client_id", "=", self.other_client.id)]
            )
            for consent in consents:
                consent._withdraw("no", "client")
        self.assertEqual(renewal.state, "cancelled")
        with self.at(days=301):
            sign_forms(self.other_client, self.company)
        running = self.of_client("CONSENT_RENEW").filtered(
            lambda f: f.state == "planned"
        )
        self.assertEqual(len(running), 1)
        self.assertNotEqual(running.anchor, renewal.anchor)

    # deferrals

    def test_the_end_of_a_wait_is_a_task_for_the_practitioner(self):
        self.book_in(40, course=self.other_course, client=self.other_client)
        history = self.answer(yes={"BOTOX": {"on_date": "2026-05-01"}})
        wait = self.of_client("DEFER_EXPIRY")
        self.assertEqual(wait.due, datetime(2026, 5, 15, 7))
        self.assertTrue(wait.sensitive)
        with self.at(days=5):
            history.action_mark_reviewed()
        self.assertEqual(wait.state, "planned")
        self.run_due(days=12)
        self.assertEqual(wait.state, "open")
        task = wait.activity_ids
        self.assertEqual(self.env[task.res_model].browse(task.res_id), wait)
        self.assertEqual(task.user_id, self.users["practitioner"])
        self.assertEqual((task.summary, task.note), ("Follow-up", False))
        with self.at(days=13):
            self.env["acupuncture.intake"]._history_changed(
                self.other_client, self.company
            )
        self.assertEqual(wait.state, "open", "the wait is over, the task is not")

    def test_a_later_answer_moves_the_end(self):
        self.answer(yes={"BOTOX": {"on_date": "2026-05-01"}})
        first = self.of_client("DEFER_EXPIRY")
        self.answer(yes={"BOTOX": {"on_date": "2026-05-04"}})
        self.assertEqual(first.state, "cancelled")
        newer = self.of_client("DEFER_EXPIRY") - first
        self.assertEqual(newer.event_at.date(), date(2026, 5, 18))

    def test_declining_ends_the_waiting(self):
        history = self.answer(yes={"BOTOX": {"on_date": "2026-05-01"}})
        wait = self.of_client("DEFER_EXPIRY")
        botox = history.finding_ids.filtered(lambda f: f.item_id.code == "BOTOX")
        botox.action_decline()
        self.assertEqual(wait.state, "cancelled")

    # clearances

    def ask_clearance(self):
        history = self.answer(yes={"HAEMOPHILIA": {}})
        history.finding_ids.filtered("to_decide").action_ask_clearance()
        return self.env["acupuncture.clearance"].search(
            [("client_id", "=", self.other_client.id)]
        )

    def test_a_letter_without_answer_is_chased_twice(self):
        clearance = self.ask_clearance()
        week, three = map(self.of_client, ("CLEARANCE_WAIT_7", "CLEARANCE_WAIT_21"))
        self.assertEqual((week.due - NOW).days, 7)
        self.assertEqual((three.due - NOW).days, 21)
        self.run_due(days=7)
        self.assertEqual((week.state, three.state), ("open", "planned"))
        self.assertEqual(
            week.activity_ids.user_id.has_group(
                "acupuncture_cosmetic.group_practitioner"
            ),
            True,
        )
        with self.at(days=8):
            clearance.received_from = "Dr Who"
            clearance.action_receive()
        self.assertEqual((week.state, three.state), ("cancelled", "cancelled"))
        self.assertFalse(week.activity_ids)

    def test_what_tells_of_health_is_for_practitioners(self):
        self.ask_clearance()
        chases = self.of_client("CLEARANCE_WAIT_7")
        for role, seen in (("front_desk", 0), ("manager", 0), ("practitioner", 1)):
            followups = self.Followup.with_user(self.users[role])
            with self.subTest(role):
                self.assertEqual(
                    followups.search_count([("id", "in", chases.ids)]), seen
                )

    # photos and pregnancy

    def test_photo_consent_is_asked_again_after_two_years(self):
        form = self.env["acupuncture.consent.template"].search(
            [("kind", "=", "photo_record"), ("state", "=", "published")], limit=1
        )
        document = form._document(self.other_client, self.company)
        ticks = {t["key"]: True for t in document["ticks"] if t["required"]}
        signer = {"name": "Otto", "signature": signature("Otto")}
        consents = self.env["acupuncture.consent"]
        given = [{"document": document, "answers": ticks}]
        consents._sign(self.other_client, self.company, given, signer)
        again = self.of_client("PHOTO_CONSENT")
        self.assertEqual((again.due - NOW).days, 730)

    def test_pregnancy_is_off_and_needs_an_agreement(self):
        rule = self.rules["PREG_UPDATE"]
        self.assertFalse(rule.active)
        self.answer(pregnancy_due_date="2026-06-01")
        self.assertFalse(self.of_client("PREG_UPDATE"))
        rule.active = True
        self.answer(pregnancy_due_date="2026-06-01", goals="Another version")
        update = self.of_client("PREG_UPDATE")
        self.assertEqual(len(update), 1)
        self.assertEqual(update.due.date(), date(2026, 7, 13))
        self.run_due(days=71)
        self.assertEqual(update.state, "skipped")
        self.assertIn("marketing", update.reason)

    # cost

    def test_a_change_costs_a_bounded_number_of_queries(self):
        self.make_ready(self.other_client)
        sync = self.Followup._sync_clients
        self.assertLessEqual(self.spent(sync, self.other_client, self.company), 40)
