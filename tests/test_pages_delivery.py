"""What became of a message: nothing is called sent that the mail server refused."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .followup_common import NOW, FollowupCase


class Refused(Exception):
    """What a mail server may answer."""


@tagged("post_install", "-at_install")
class TestFormsDelivery(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.links = cls.env["acupuncture.form.link"]
        cls.deliveries = cls.env["acupuncture.delivery"]
        cls.mails = cls.env["mail.mail"]
        cls.desk = cls.users["front_desk"]

    def setUp(self):
        super().setUp()
        self.mails.search([]).unlink()

    def queue(self, refuses=None):
        """Let Odoo's queue run against a mail server, which may refuse."""

        def connect(*_args, **_kwargs):
            if refuses == "connection":
                raise Refused("connection refused")

        def send(_self, message, **_kwargs):
            if refuses == "address":
                raise AssertionError(IrMail_Server.NO_VALID_RECIPIENT)
            if refuses:
                raise Refused(refuses)
            return message["Message-Id"]

        with (
            patch.object(IrMail_Server, "_disable_send", lambda _self: False),
            patch.object(IrMail_Server, "_connect__", connect),
            patch.object(IrMail_Server, "send_email", send),
            self.assertNoLogs("odoo.sql_db", "ERROR"),
            patch("odoo.addons.mail.models.mail_mail._logger"),
        ):
            self.mails.process_email_queue()
        self.env.invalidate_all()

    def send_forms(self):
        action = self.client.with_user(self.desk).action_send_forms()
        link = self.links.with_user(self.desk).search([], limit=1)
        return link, action

    def undelivered(self):
        """Return what the client's page shows the desk in red."""
        pages = self.env["acupuncture.client.page"].with_user(self.desk)
        return pages.read_page(self.client.id)["undelivered"]

    def test_the_button_promises_no_more_than_it_knows(self):
        link, action = self.send_forms()
        self.assertNotEqual(action["params"]["type"], "success")
        self.assertIn(self.client.email, action["params"]["message"])
        self.assertEqual(link.delivery_state, "waiting")

    def test_what_arrived_is_sent(self):
        link, _action = self.send_forms()
        self.queue()
        self.assertEqual(link.delivery_state, "sent")
        self.assertFalse(self.mails.search([]))
        self.assertFalse(self.undelivered())

    def test_every_refusal_is_red_everywhere(self):
        session = self.book_in(1)
        for refuses, failure in (
            ("connection", "server"),
            ("mailbox full", "server"),
            ("address", "address"),
        ):
            with self.subTest(refuses):
                link, _action = self.send_forms()
                self.queue(refuses)
                self.assertEqual(link.delivery_state, "failed")
                self.assertEqual(link.delivery_failure, failure)
                self.assertEqual(session.undelivered, 1)
                [shown] = self.undelivered()
                self.assertTrue(shown["remedy"])
                action = session.with_user(self.desk).action_view_undelivered()
                listed = self.deliveries.search(action["domain"])
                self.assertTrue(listed.filtered(lambda row: row.state == "failed"))
                self.assertTrue(all(row.remedy for row in listed if row.failure))

    def test_who_sent_it_is_told_at_once(self):
        self.send_forms()
        with patch.object(type(self.desk), "_bus_send", autospec=True) as told:
            self.queue("connection")
        [call] = told.call_args_list
        self.assertEqual(call.args[0], self.desk)
        notice = call.args[2]
        self.assertEqual(notice["type"], "danger")
        self.assertIn(self.client.email, notice["message"])

    def test_send_again_works(self):
        link, _action = self.send_forms()
        self.queue("connection")
        self.client.email = "clara.new@example.com"
        link.action_send_again()
        newer = self.links.search([], limit=1)
        self.assertNotEqual(newer, link)
        self.assertEqual(link.state, "revoked")
        [mail] = self.mails.search([("state", "=", "outgoing")])
        self.assertEqual(mail.email_to, "clara.new@example.com")
        self.queue()
        self.assertEqual(newer.delivery_state, "sent")
        self.assertFalse(self.undelivered())
        with self.assertRaises(UserError):
            link.action_send_again()

    def test_the_clients_page_sends_again_at_once(self):
        self.send_forms()
        self.queue("connection")
        [shown] = self.undelivered()
        self.assertEqual((shown["about"], shown["to"]), ("Forms", self.client.email))
        self.deliveries.with_user(self.desk).browse(shown["id"]).action_send_again()
        self.assertFalse(self.undelivered())
        self.queue()
        self.assertEqual(self.links.search([], limit=1).delivery_state, "sent")

    def test_the_token_of_what_failed_goes_with_the_link(self):
        link, _action = self.send_forms()
        self.queue("connection")
        self.assertTrue(self.mails.search([]))
        link.sudo()._revoke()
        self.assertEqual(self.mails.search([]).state, "cancel")
        self.deliveries._gc_unsent()
        self.assertFalse(self.mails.search([]))
        self.assertFalse(self.undelivered())

    def test_what_was_filled_in_on_the_tablet_need_not_arrive(self):
        link, _action = self.send_forms()
        self.queue("connection")
        self.assertEqual(len(self.undelivered()), 1)
        tablet, _url = self.links._make(
            self.client, self.company, link.purpose, channel="tablet"
        )
        tablet.sudo()._complete()
        self.env.invalidate_all()
        self.assertFalse(self.undelivered())

    def test_a_retry_by_the_administrator_counts(self):
        link, _action = self.send_forms()
        self.queue("connection")
        self.mails.search([]).action_retry()
        self.env.invalidate_all()
        self.assertEqual(link.delivery_state, "waiting")
        self.queue()
        self.assertEqual(link.delivery_state, "sent")

    def test_what_comes_back_was_not_delivered(self):
        link, _action = self.send_forms()
        ref = self.mails.search([]).message_id
        self.queue()
        told = {
            "bounced_email": self.client.email,
            "bounced_partner": self.client,
            "bounced_msg_ids": [ref],
            "bounced_message": self.env["mail.message"],
            "email_from": "mailer-daemon@example.com",
            "to": "clinic@example.com",
            "message_id": "<back@example.com>",
        }
        self.env["mail.thread"]._routing_handle_bounce(None, told)
        self.assertEqual(link.delivery_state, "failed")
        self.assertEqual(link.delivery_failure, "address")

    def test_let_be_takes_it_off_the_lists(self):
        link, _action = self.send_forms()
        self.queue("connection")
        link.delivery_ids.action_let_be()
        self.assertFalse(self.undelivered())
        self.assertEqual(link.delivery_state, False)

    def test_a_follow_up_message(self):
        session = self.book_in(4)
        [followup] = self.find("PRE_48H", session)
        with self.at(days=2, minutes=5):
            followup._run()
            self.assertEqual(followup.state, "done")
            self.queue("connection")
            self.assertEqual(followup.delivery_state, "failed")
            self.assertEqual(session.undelivered, 1)
            followup.with_user(self.desk).action_send_again()
            self.queue()
            self.assertEqual(followup.delivery_state, "sent")
            self.assertFalse(session.undelivered)

    def test_a_reminder_of_what_has_begun_is_not_sent_again(self):
        session = self.book_in(4)
        [followup] = self.find("PRE_48H", session)
        with self.at(days=2, minutes=5):
            followup._run()
            self.queue("connection")
        with self.at(days=5), self.assertRaisesRegex(UserError, "has begun"):
            followup.with_user(self.desk).action_send_again()

    def test_sensitive_messages_are_for_practitioners(self):
        session = self.book_in(4)
        [followup] = self.find("PRE_48H", session)
        followup._sealed_write({"sensitive": True})
        with self.at(days=2, minutes=5):
            followup._run()
            self.queue("connection")
        self.assertFalse(session.with_user(self.desk).undelivered)
        practitioner = session.with_user(self.users["practitioner"])
        self.assertEqual(practitioner.undelivered, 1)
        row = followup.sudo().delivery_ids.with_user(self.desk)
        for verb in ("action_send_again", "action_let_be"):
            with self.subTest(verb), self.assertRaises(AccessError):
                getattr(row, verb)()

    def test_nobody_writes_rows_by_hand(self):
        link, _action = self.send_forms()
        row = link.delivery_ids
        for user in (self.desk, self.users["manager"], self.env.user):
            with self.subTest(user.name), self.assertRaises(UserError):
                row.with_user(user).write({"state": "sent"})

    def test_many_sessions_cost_one_query(self):
        sessions = self.env["acupuncture.session"]
        for day in range(1, 6):
            start = NOW + timedelta(days=day)
            sessions += self.book(start, course_id=self.course.id)
        self.env.flush_all()
        sessions = sessions.with_user(self.desk)
        sessions.mapped("client_id.name")
        sessions.mapped("undelivered")
        sessions.invalidate_recordset(["undelivered"])
        with self.assertQueryCount(1):
            sessions.mapped("undelivered")
