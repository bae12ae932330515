from datetime import datetime

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import users
from odoo.tools import mute_logger

from .followup_common import FollowupCase


class TestFollowupRule(FollowupCase):
    """Rules are the manager's; what runs keeps the terms it was made with."""

    def stalled(self):
        return self.find("STALLED", self.course)

    def test_only_three_client_messages_are_on_at_first(self):
        on = [rule.code for rule in self.rules.values() if rule.active]
        messages = [code for code in on if self.rules[code].mail_template_id]
        self.assertEqual(sorted(messages), ["AFTERCARE_24", "CHANGED", "PRE_48H"])

    @users("test_manager")
    def test_changing_a_rule_leaves_what_runs_alone(self):
        rule = self.rules["STALLED"].with_user(self.env.user)
        due = self.stalled().due
        rule.write({"delay": 3, "kind": "clinical"})
        self.assertEqual(self.stalled().due, due)
        self.assertEqual(self.stalled().kind, "contract")
        self.assertEqual(self.find("STALLED", self.sell_course()).kind, "clinical")

    @users("test_manager")
    def test_applying_a_rule_changes_what_runs(self):
        rule = self.rules["STALLED"].with_user(self.env.user)
        due = self.stalled().due
        rule.write({"delay": 13, "kind": "clinical"})
        rule.action_apply_to_running()
        self.assertEqual((due - self.stalled().due).days, 1)
        self.assertEqual(self.stalled().kind, "clinical")

    def test_applying_takes_back_a_task_that_is_not_due_any_more(self):
        self.run_due(days=14)
        self.assertEqual(self.stalled().state, "open")
        self.rules["STALLED"].delay = 20
        with self.at(days=14):
            self.rules["STALLED"].action_apply_to_running()
        self.assertEqual(self.stalled().state, "planned")
        self.assertFalse(self.course.activity_ids)

    def test_applying_an_archived_rule_ends_what_runs(self):
        self.rules["STALLED"].active = False
        self.assertEqual(self.stalled().state, "planned")
        self.rules["STALLED"].action_apply_to_running()
        self.assertEqual(self.stalled().state, "cancelled")

    @users("test_front_desk", "test_practitioner")
    def test_others_may_not_edit_or_apply(self):
        rule = self.rules["STALLED"].with_user(self.env.user)
        with self.assertRaises(AccessError):
            rule.delay = 3
        with self.assertRaises(AccessError):
            rule.action_apply_to_running()

    def test_conditions(self):
        short = self.make_product("Short", session_count=2)
        other = self.make_product("Other", session_count=6)
        cases = [
            ({"min_sessions": 3}, short, False),
            ({"min_sessions": 3}, other, True),
            ({"product_ids": other.product_tmpl_id.ids}, short, False),
            ({"product_ids": other.product_tmpl_id.ids}, other, True),
            ({"audience": "no_course"}, other, False),
            ({"audience": "course"}, other, True),
        ]
        neutral = {"min_sessions": 0, "product_ids": False, "audience": "all"}
        for conditions, product, wanted in cases:
            with self.subTest(conditions=conditions, product=product.name):
                self.rules["STALLED"].write(neutral | conditions)
                made = self.find("STALLED", self.sell_course(product))
                self.assertEqual(bool(made), wanted)

    def test_a_rule_needs_something_to_do(self):
        with self.assertRaisesRegex(ValidationError, "a task, a message or both"):
            self.rules["STALLED"].activity_type_id = False

    def test_the_message_must_fit_the_event(self):
        with self.assertRaisesRegex(ValidationError, "another kind of record"):
            self.rules["PRE_48H"].trigger = "course_end"

    def test_a_rule_that_was_used_is_archived_not_deleted(self):
        with self.assertRaisesRegex(ValidationError, "Archive it"):
            self.rules["STALLED"].unlink()

    @mute_logger("odoo.sql_db")
    def test_an_event_has_one_followup_per_rule(self):
        vals = self.stalled().copy_data()[0]
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            self.Followup._sealed_create([vals])
            self.env.flush_all()

    def test_another_clinic_has_its_own_rules(self):
        clinic = self.env["res.company"].create({"name": "Other clinic"})
        self.rules["STALLED"].company_id = clinic
        self.assertFalse(self.find("STALLED", self.sell_course()))


class TestFollowupRights(FollowupCase):
    """The desk works on follow-ups; only verbs write terms and states."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stalled = cls.course.followup_ids.filtered(
            lambda f: f.rule_id.code == "STALLED"
        )

    @users("test_front_desk", "test_practitioner", "test_manager")
    def test_the_desk_closes_puts_off_and_skips(self):
        stalled = (
            self.sell_course()
            .sudo()
            .followup_ids.filtered(lambda f: f.rule_id.code == "STALLED")
        )
        stalled = stalled.with_user(self.env.user)
        due = stalled.due
        stalled.action_snooze()
        self.assertNotEqual(stalled.due, due)
        stalled.action_skip("Not now")
        self.assertRecordValues(stalled, [{"state": "skipped", "reason": "Not now"}])
        with self.assertRaisesRegex(UserError, "already been closed"):
            stalled.action_done()

    @users("test_front_desk")
    def test_the_dialog_does_what_its_button_says(self):
        stalled = self.stalled.with_user(self.env.user)
        for mode, state in (("snooze", "planned"), ("done", "done")):
            action = stalled.with_context(
                acupuncture_followup_mode=mode
            ).action_close_dialog()
            wizard = self.env[action["res_model"]].with_context(**action["context"])
            wizard.create({"result": "Called"}).action_apply()
            self.assertEqual(stalled.state, state)
        self.assertEqual(stalled.result, "Called")

    @users("test_front_desk")
    def test_nobody_types_a_state_or_a_term(self):
        stalled = self.stalled.with_user(self.env.user)
        for vals in ({"state": "done"}, {"due": "2030-01-01"}, {"sensitive": True}):
            with self.subTest(vals), self.assertRaises(UserError):
                stalled.write(vals)
        stalled.result = "May come"
        with self.assertRaises(AccessError):
            self.env["acupuncture.followup"].create({"result": "x"})
        with self.assertRaises(AccessError):
            stalled.unlink()

    @users("test_billing", "test_marketing", "test_employee")
    def test_others_see_none(self):
        with self.assertRaises(AccessError):
            self.stalled.with_user(self.env.user).read(["state"])

    def test_sensitive_ones_are_for_practitioners(self):
        self.rules["STALLED"].with_user(self.users["clinical_lead"]).sensitive = True
        self.assertTrue(self.stalled.sensitive)
        for role, count in (
            ("front_desk", 0),
            ("manager", 0),
            ("practitioner", 1),
            ("clinical_lead", 1),
        ):
            user = self.users[role]
            with self.subTest(role):
                found = self.Followup.with_user(user).search_count(
                    [("id", "=", self.stalled.id)]
                )
                rules = self.env["acupuncture.followup.rule"].with_user(user)
                self.assertEqual(found, count)
                self.assertEqual(rules.search_count([("code", "=", "STALLED")]), count)
        self.assertEqual(self.stalled.display_name, "Follow-up")

    def test_a_task_that_becomes_sensitive_says_nothing(self):
        self.run_due(days=15)
        task = self.stalled.activity_ids
        self.assertEqual(self.course.activity_ids, task)
        self.rules["STALLED"].sensitive = True
        self.env.invalidate_all()
        self.assertFalse(self.course.activity_ids)
        self.assertRecordValues(
            task,
            [
                {
                    "activity_type_id": self.env.ref(
                        "acupuncture_cosmetic.mail_activity_type_followup"
                    ).id,
                    "res_model": "acupuncture.followup",
                    "res_id": self.stalled.id,
                    "res_name": "Follow-up",
                    "user_id": self.users["practitioner"].id,
                }
            ],
        )
        self.assertEqual(self.stalled.assigned_id, self.users["practitioner"])

    def test_the_desk_books_though_it_cannot_read_sensitive_rules(self):
        self.rules["PRE_48H"].sensitive = True
        session = self.book_in(10)
        desk = self.users["front_desk"]
        session.tell_client = False
        session.with_user(desk).action_cancel()
        self.assertEqual(self.find("PRE_48H", session).state, "cancelled")
        self.assertEqual(session.with_user(desk).followup_count, 0)

    def test_another_clinic_sees_nothing(self):
        clinic = self.env["res.company"].create({"name": "Other clinic"})
        desk = self.users["front_desk"]
        desk.write({"company_ids": [(6, 0, clinic.ids)], "company_id": clinic.id})
        self.assertFalse(self.Followup.with_user(desk).search([]))

    def test_a_rule_is_duplicated(self):
        copy = self.rules["PRE_48H"].copy()
        self.assertEqual(copy.code, "PRE_48H_COPY")
        self.assertEqual(copy.delay, self.rules["PRE_48H"].delay)
        copy.action_archive()
        again = (self.rules["PRE_48H"] + self.rules["STALLED"]).copy()
        self.assertEqual(again.mapped("code"), ["PRE_48H_COPY_2", "STALLED_COPY"])
        self.assertEqual(self.rules["PRE_48H"].copy().code, "PRE_48H_COPY_3")

    def test_put_off_is_to_the_next_working_morning_of_the_clinic(self):
        followup = self.stalled
        followup.action_snooze()
        self.assertEqual(followup.due, datetime(2026, 5, 5, 7))  # 9:00 in Vienna
        calendar = self.company.resource_calendar_id
        self.env["resource.calendar.leaves"].create(
            {
                "calendar_id": calendar.id,
                "date_from": "2026-05-10 22:00:00",
                "date_to": "2026-05-11 21:59:59",
            }
        )
        with self.at(days=4):  # a Friday, and Monday is a holiday
            dialog = self.env["acupuncture.followup.close"].create(
                {"mode": "snooze", "followup_ids": followup.ids}
            )
            self.assertEqual(dialog.until, datetime(2026, 5, 12, 7))
