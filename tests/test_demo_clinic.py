"""The demo clinic loads on any day, once, and shows every stage."""

from datetime import datetime

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import format_date, format_datetime, formatLang

from odoo.addons.acupuncture_cosmetic.demo import LOGINS, load_clinic

OF_PRICES = ("product.pricelist", "account.payment", "acupuncture.course")


@tagged("post_install", "-at_install")
class TestDemoClinic(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loaded = load_clinic(cls.env)

    def test_it_is_loaded_once(self):
        self.assertTrue(self.loaded)
        self.assertFalse(load_clinic(self.env))

    def test_a_clinic_in_vienna_counts_in_euro_and_has_a_telephone(self):
        courses = self.env["acupuncture.course"].search([])
        orders = self.env["sale.order"].search([])
        for records in (courses, orders, self.env.company):
            with self.subTest(records._name):
                self.assertEqual(set(records.currency_id.mapped("name")), {"EUR"})
        self.assertTrue(self.env.company.phone)

    def test_every_amount_is_in_euro(self):
        """Of whatever has a currency: none is left from the chart of accounts."""
        self.env.flush_all()
        euro = self.env.ref("base.EUR")
        for name in ("sale.order", "account.move", "account.move.line", *OF_PRICES):
            currencies = self.env[name].search([]).currency_id
            with self.subTest(name):
                self.assertLessEqual(currencies, euro)
        self.assertEqual(self.env.company.country_id.code, "AT")

    def test_dates_and_figures_are_written_as_in_the_clinic(self):
        at_noon = datetime(2026, 11, 30, 12)
        self.assertEqual(format_date(self.env, at_noon.date()), "30.11.2026")
        shown = format_datetime(self.env, at_noon, tz="Europe/Vienna")
        self.assertEqual(shown, "30.11.2026 13:00:00")
        euro = self.env.company.currency_id
        self.assertIn("1.440,00", formatLang(self.env, 1440, currency_obj=euro))

    def test_everybody_reads_which_day_is_shown(self):
        messages = self.env.ref("mail.channel_all_employees").message_ids
        self.assertIn(self.loaded, messages.mapped("preview"))
        self.assertTrue(self.loaded.startswith("The clinic as of "))

    def test_every_stage_is_there(self):
        courses = self.env["acupuncture.course"].search([])
        self.assertEqual(
            set(courses.mapped("state")),
            {"active", "on_hold", "completed", "cancelled"},
        )
        sessions = self.env["acupuncture.session"].search([])
        self.assertLessEqual(
            {"planned", "confirmed", "arrived", "done", "no_show"},
            set(sessions.mapped("state")),
        )
        self.assertEqual(len(courses.client_id | sessions.client_id), 13)
        invoices = self.env["account.move"].search([("move_type", "!=", "entry")])
        self.assertEqual(
            set(invoices.mapped("move_type")), {"out_invoice", "out_refund"}
        )
        self.assertIn("paid", invoices.mapped("payment_state"))

    def test_consents_in_every_stage(self):
        consents = self.env["acupuncture.consent"].search([])
        self.assertLessEqual(
            {"valid", "declined", "withdrawn"}, set(consents.mapped("status"))
        )
        treated = self.env["acupuncture.session"].search([("state", "=", "done")])
        for client in treated.client_id:
            with self.subTest(client.name):
                self.assertFalse(consents._missing(client, self.env.company))
        self.assertFalse(consents._all_problems(self.env.company))

    def test_some_courses_were_rated_and_one_reviewed(self):
        outcomes = self.env["acupuncture.outcome"].search([])
        self.assertEqual(len(outcomes.course_id), 7)
        self.assertEqual(set(outcomes.mapped("rater")), {"client", "practitioner"})
        self.assertEqual(set(outcomes.mapped("phase")), {"baseline", "mid", "end"})
        [review] = self.env["acupuncture.review"].search([])
        self.assertEqual(review.decision, "continue")

    def test_results_show_figures(self):
        results = self.env["acupuncture.outcome.report"].search([])
        self.assertTrue(results.filtered("client_count"))
        self.assertTrue(results.filtered(lambda row: not row.client_count))

    def test_one_user_per_role(self):
        for _role, login, password in LOGINS:
            user = self.env["res.users"].search([("login", "=", login)])
            credential = {"login": login, "password": password, "type": "password"}
            with self.subTest(login):
                user.with_user(user)._check_credentials(
                    credential, {"interactive": True}
                )
