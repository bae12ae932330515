"""Links to the forms: made, sent, replaced, never kept in a readable way."""

import hashlib
import logging

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import ClinicCase


@tagged("post_install", "-at_install")
class TestFormLink(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.email = "clara@example.com"
        cls.links = cls.env["acupuncture.form.link"]

    def make(self, purpose="full", **kwargs):
        return self.links._make(self.client, self.company, purpose, **kwargs)

    def queued(self):
        return self.env["mail.mail"].search([], order="id desc", limit=1)

    def test_only_the_hash_of_the_token_is_kept(self):
        link, url = self.make()
        token = url.rpartition("/")[2]
        self.assertGreaterEqual(len(token), 43)
        digest = hashlib.sha256(token.encode()).hexdigest()
        self.assertEqual(link.sudo().token_hash, digest)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_jsonb(l)::text FROM acupuncture_form_link l WHERE id = %s",
            [link.id],
        )
        self.assertNotIn(token, self.env.cr.fetchone()[0])

    def test_a_link_is_found_while_it_is_open(self):
        link, url = self.make()
        token = url.rpartition("/")[2]
        self.assertEqual(self.links._find(token), link)
        for wrong in (token[:-1], token.lower(), "", "x" * 5000):
            with self.subTest(wrong[:50]):
                self.assertFalse(self.links._find(wrong))
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=15)):
            link.invalidate_recordset(["state"])
            self.assertFalse(self.links._find(token))
            self.assertEqual(link.state, "expired")

    def test_the_clinic_sets_how_long_links_live(self):
        self.env["ir.config_parameter"].set_param(
            "acupuncture_cosmetic.form_link_days", "2"
        )
        link, _url = self.make()
        days = (link.expires_at - fields.Datetime.now()).total_seconds() / 86400
        self.assertAlmostEqual(days, 2, delta=0.01)

    def test_a_newer_link_replaces_the_older_of_its_purpose(self):
        old, _url = self.make()
        other_purpose, _url = self.make("consent")
        other_client, _url = self.links._make(self.other_client, self.company, "full")
        draft = self.env["acupuncture.form.draft"].create(
            {"link_id": old.id, "company_id": self.company.id, "screens": {"a": {}}}
        )
        new, _url = self.make()
        self.assertEqual(old.state, "revoked")
        self.assertEqual(
            set((new + other_purpose + other_client).mapped("state")), {"open"}
        )
        self.assertEqual(draft.link_id, new)

    def test_the_desk_reads_who_and_when_but_no_token(self):
        link, _url = self.make()
        link = link.with_user(self.users["front_desk"])
        self.assertEqual(link.state, "open")
        with self.assertRaises(AccessError):
            link.read(["token_hash"])
        with self.assertRaises(AccessError):
            link.search([("token_hash", "=", "x")])
        with self.assertRaises(AccessError):
            link.write({"lang": "fr_FR"})

    def test_nobody_types_the_facts_of_a_link(self):
        link, _url = self.make()
        facts = {
            "client_id": 1,
            "token_hash": "0" * 64,
            "expires_at": "2099-01-01 00:00:00",
        }
        for name, value in facts.items():
            with self.subTest(name), self.assertRaises(UserError):
                link.sudo().write({name: value})

    def test_the_message_is_neutral_and_leaves_no_token(self):
        link = self.links.with_user(self.users["front_desk"])._send(
            self.client, self.company, "full"
        )
        mail = self.queued()
        self.assertEqual(
            mail.subject,
            f"Your appointment at {self.company.name}: please complete your forms",
        )
        self.assertIn("/forms/", mail.body_html)
        self.assertEqual(mail.email_to, self.client.email_normalized)
        self.assertFalse(mail.recipient_ids)
        message = mail.mail_message_id
        self.assertFalse(message.model or message.res_id)
        with self.assertRaises(AccessError):
            message.with_user(self.users["front_desk"]).read(["body"])
        token = mail.body_html.partition("/forms/")[2].partition('"')[0]
        self.assertEqual(self.links._find(token), link)
        mail._postprocess_sent_message(success_pids=self.client, success_emails=[])
        self.assertFalse(mail.exists() or message.exists())

    def test_the_message_speaks_the_language_of_the_client(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.client.lang = "fr_FR"
        template = self.env.ref("acupuncture_cosmetic.mail_template_forms")
        template.with_context(lang="fr_FR").subject = "Votre rendez-vous"
        self.links._send(self.client, self.company, "full")
        self.assertEqual(self.queued().subject, "Votre rendez-vous")

    def test_without_address_the_desk_learns_the_way(self):
        self.client.email = False
        with self.assertRaisesRegex(UserError, "tablet"):
            self.client.with_user(self.users["front_desk"]).action_send_forms()

    def test_a_second_press_means_the_first(self):
        desk = self.client.with_user(self.users["front_desk"])
        desk.action_send_forms()
        link = self.links.search([], limit=1)
        action = desk.action_send_forms()
        self.assertEqual(self.links.search([], limit=1), link)
        self.assertIn(self.client.email, action["params"]["message"])
        self.client.email = "clara.new@example.com"
        desk.action_send_forms()
        self.assertNotEqual(self.links.search([], limit=1), link)
        self.assertEqual(link.state, "revoked")

    def test_sent_from_where_the_client_stands(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Interest",
                "contact_name": "Lea Lead",
                "email_from": "lea@example.com",
                "user_id": self.users["front_desk"].id,
            }
        )
        course = self.sell_course()
        session = self.book("2026-03-02 09:00:00", course_id=course.id)
        for record, name in (
            (lead, "lead_id"),
            (course, "course_id"),
            (session, "session_id"),
        ):
            with self.subTest(record._name):
                action = record.with_user(self.users["front_desk"]).action_send_forms()
                link = self.links.search([], limit=1)
                self.assertEqual(link[name], record)
                self.assertEqual(action["tag"], "display_notification")
                self.assertIn("@example.com", action["params"]["message"])
        self.assertEqual(lead.partner_id.email, "lea@example.com")

    def test_the_tablet_opens_a_link_of_its_own(self):
        action = self.client.with_user(self.users["front_desk"]).action_open_tablet()
        token = action["url"].rpartition("/")[2]
        self.assertEqual(self.links._find(token).channel, "tablet")
        self.assertFalse(self.queued().filtered(lambda mail: token in mail.body_html))

    def test_only_the_desk_gets_an_address(self):
        portal = new_test_user(self.env, "test_portal", groups="base.group_portal")
        own = portal.partner_id
        relative = self.env["res.partner"].create(
            {"name": "Rita Relative", "email": "rita@example.com"}
        )
        (own | relative).parent_id = self.env["res.partner"].create({"name": "Family"})
        before = self.links.search_count([])
        strangers = [(own, portal), (relative, portal)]
        strangers += [
            (self.client, self.users[role])
            for role in ("employee", "billing", "marketing")
        ]
        for client, user in strangers:
            seen = client.with_user(user)
            for verb in (
                "action_open_tablet",
                "action_show_forms_qr",
                "action_send_forms",
            ):
                with (
                    self.subTest(user.login, verb=verb),
                    self.assertRaises(AccessError),
                ):
                    getattr(seen, verb)()
        self.assertEqual(self.links.search_count([]), before)

    def test_the_picture_of_a_link_is_not_stored(self):
        desk = self.users["front_desk"]
        action = self.client.with_user(desk).action_show_forms_qr()
        url = action["context"]["acupuncture_url"]
        self.assertEqual(self.links._find(url.rpartition("/")[2]).channel, "qr")
        dialogs = self.env["acupuncture.form.qr"].with_user(desk)
        dialog = dialogs.with_context(**action["context"]).new({})
        self.assertTrue(dialog.code.startswith(b"PD94"))  # <?xml
        self.assertFalse(dialogs._fields["code"].store)

    def test_wrong_addresses_are_counted_by_origin(self):
        attempts = self.env["acupuncture.form.attempt"].sudo()
        log = "odoo.addons.acupuncture_cosmetic.models.pages.form_attempt"
        for _try in range(10):
            self.assertFalse(attempts._is_throttled("192.0.2.1"))
        with self.assertLogs(log, logging.WARNING) as logs:
            self.assertTrue(attempts._is_throttled("192.0.2.1"))
        self.assertNotIn("192.0.2.1", logs.output[0])
        self.assertFalse(attempts._is_throttled("192.0.2.2"))
        self.assertNotIn("192.0.2", "".join(attempts.search([]).mapped("origin_hash")))
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), minutes=11)):
            self.assertFalse(attempts._is_throttled("192.0.2.1"))

    def test_old_counts_are_forgotten(self):
        attempts = self.env["acupuncture.form.attempt"].sudo()
        attempts.create({"origin_hash": "x", "at": "2020-01-01 00:00:00"})
        attempts._gc_attempts()
        self.assertFalse(attempts.search([("origin_hash", "=", "x")]))
