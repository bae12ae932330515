"""The mid-course review: what it shows, how it is decided, that it stays decided."""

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .followup_common import FollowupCase
from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestReview(FollowupCase, OutcomeCase):
    """A course of twelve: the sixth session is the middle."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sessions = cls.env["acupuncture.session"].union(
            *(cls.book_in(1 + 3 * number) for number in range(7))
        )
        cls.our_course = cls.course.with_user(cls.users["practitioner"])

    def review(self):
        action = self.our_course.action_open_review()
        reviews = self.env[action["res_model"]].with_user(self.users["practitioner"])
        return reviews.browse(action["res_id"])

    def task(self):
        self.run_due()
        return self.find("MID_COURSE", self.course)

    def test_the_task_of_the_middle_leads_to_the_review(self):
        task = self.task()
        self.assertEqual(task.state, "open")
        self.assertEqual(task.session_id, self.sessions[5])
        activity = self.course.activity_ids
        self.assertEqual(activity.summary, "Follow-up")
        opened = task.with_user(self.users["practitioner"]).action_view_record()
        self.assertEqual(opened["res_model"], "acupuncture.review")
        desk = task.with_user(self.users["front_desk"]).action_view_record()
        self.assertEqual(desk["res_model"], "acupuncture.course")

    def test_one_for_a_course_and_session(self):
        review = self.review()
        self.assertEqual(review.session_id, self.sessions[5])
        self.assertEqual(self.review(), review)
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                review.create(
                    {"course_id": self.course.id, "session_id": review.session_id.id}
                )
        other = self.sell_course(client=self.other_client)
        with self.assertRaises(ValidationError):
            review.create({"course_id": other.id, "session_id": review.session_id.id})

    def test_it_shows_before_and_now(self):
        self.rate(self.grade, 4)
        self.rate(self.grade, 2, "mid")
        review = self.review()
        self.assertEqual(review.sessions_text, "0 of 12 taken")
        self.assertEqual(review.trend[0]["series"][0]["words"], "4, now 2: better.")

    def test_a_list_of_reviews_costs_what_a_short_one_costs(self):
        reviews = self.review().create(
            [
                {"course_id": self.course.id, "session_id": session.id}
                for session in self.sessions[:5]
            ]
        )
        shown = {"name": {}, "sessions_text": {}, "photo_count": {}}
        few, many = (
            min(self.spent(rows.web_read, shown) for _time in range(2))
            for rows in (reviews[:1], reviews)
        )
        self.assertEqual(many, few)

    def test_continue_closes_the_task_and_sells_nothing(self):
        task, orders = self.task(), self.env["sale.order"].search_count([])
        review = self.review()
        review.action_continue()
        self.assertEqual(review.decision, "continue")
        self.assertEqual(review.user_id, self.users["practitioner"])
        self.assertEqual(task.state, "done")
        self.assertFalse(self.course.activity_ids)
        self.assertEqual(self.env["sale.order"].search_count([]), orders)

    def test_a_review_before_its_day_leaves_no_task(self):
        task = self.find("MID_COURSE", self.course)
        self.assertEqual(task.state, "planned")
        self.review().action_continue()
        self.assertEqual(self.task().state, "done")
        self.assertFalse(self.course.activity_ids)

    def test_adjust_and_stop_say_why(self):
        review = self.review()
        for verb in (review.action_adjust, review.action_stop):
            with self.assertRaisesRegex(UserError, "note of"):
                verb()
        self.assertFalse(review.decided_at)
        review.note = "Less pressure on the brow."
        self.assertEqual(review.action_adjust()["res_model"], "acupuncture.plan")
        self.assertEqual(review.decision, "adjust")

    def test_stop_leaves_the_course_to_the_manager(self):
        review = self.review()
        review.note = "No change after six sessions."
        review.action_stop()
        self.assertEqual(self.course.state, "active")
        activity = self.course.activity_ids
        self.assertEqual(activity.summary, "Follow-up")
        self.assertNotIn("change", activity.note)
        manager = self.env.ref("acupuncture_cosmetic.group_manager")
        self.assertIn(manager, activity.user_id.all_group_ids)

    def test_a_decided_review_stays(self):
        review = self.review()
        review.note = "Goes well."
        review.action_continue()
        for caller in (review, review.sudo()):
            with self.assertRaisesRegex(UserError, "can no longer be changed"):
                caller.write({"note": "Otherwise"})
            with self.assertRaises(UserError):
                caller.action_stop()
        for query in (
            "UPDATE acupuncture_review SET decision = 'stop' WHERE id = %s",
            "UPDATE acupuncture_review SET decided_at = NULL WHERE id = %s",
            "DELETE FROM acupuncture_review WHERE id = %s",
        ):
            self.assertSqlRefused(query, review.id)

    def test_nobody_types_a_decision(self):
        review = self.review()
        for vals in ({"decision": "stop"}, {"decided_at": "2026-01-01 10:00:00"}):
            with self.assertRaises(UserError):
                review.write(vals)
            with self.assertRaises(UserError):
                review.create({"course_id": self.course.id, **vals})

    def test_the_desk_opens_none(self):
        course = self.course.with_user(self.users["front_desk"])
        with self.assertRaises(AccessError):
            course.action_open_review()

    def test_a_rule_asks_the_client_before_the_review(self):
        rules = self.rules["MID_RATING"] | self.rules["END_RATING"]
        self.assertFalse(any(rules.mapped("active")), "off at first")
        self.rules["MID_RATING"].active = True
        self.course._sync_followups()
        asked = self.find("MID_RATING", self.course)
        self.assertEqual((self.sessions[5].start - asked.due).days, 1)
        self.run_due(days=15, hours=2)
        link = self.env["acupuncture.form.link"].search(
            [("client_id", "=", self.client.id), ("purpose", "=", "outcome")]
        )
        self.assertEqual(link.session_id, self.sessions[5])
        subjects = self.env["mail.mail"].search([]).mapped("subject")
        self.assertIn(f"A few questions from {self.company.name}", subjects)
