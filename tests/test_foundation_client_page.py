"""One page of a client: each role reads its part, in a number of queries that stays."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .chart_common import NOW, ChartCase
from .common import ClinicCase

DESK = {
    *("undelivered", "courses", "balance", "visits", "fees", "light", "person"),
    *("consent_ready", "followups", "forms", "next_step"),
}
CLINICAL = {"history", "consents", "plan", "charts", "photos", "ratings"}
PARTS = {
    "front_desk": DESK,
    "practitioner": DESK | CLINICAL,
    "clinical_lead": DESK | CLINICAL | {"mailing"},
    "billing": {"courses", "balance", "visits", "fees", "next_step"},
    "marketing": {"mailing"},
    "manager": DESK | {"mailing"},
}
# With 3 visits and with 200.
QUERIES = {"front_desk": 61, "practitioner": 75, "billing": 25, "marketing": 10}


class ClientPageCase(ClinicCase):
    """Reads the page as a role."""

    def page(self, role="front_desk", client=None):
        pages = self.env["acupuncture.client.page"].with_user(self.users[role])
        return pages.read_page((client or self.client).id)

    def step(self, role="front_desk"):
        step = self.page(role)["next_step"]
        return step and step["code"]


@tagged("post_install", "-at_install")
class TestClientPage(ClientPageCase):
    def test_each_role_reads_its_part(self):
        for role, parts in PARTS.items():
            with self.subTest(role):
                self.assertEqual(self.page(role).keys(), parts)

    def test_who_has_no_role_reads_nothing(self):
        with self.assertRaises(AccessError):
            self.page("employee")

    def test_a_client_of_another_clinic_is_closed(self):
        other = self.env["res.company"].create({"name": "Other Clinic"})
        self.other_client.company_id = other
        for role in PARTS:
            with self.subTest(role), self.assertRaises(AccessError):
                self.page(role, self.other_client)

    def test_another_clinic_tells_its_own_alone(self):
        self.book("2026-03-02 09:00:00", course_id=self.sell_course().id)
        self.make_ready()
        other = self.env["res.company"].create({"name": "Other Clinic"})
        for role in ("clinical_lead", "front_desk"):
            with self.subTest(role):
                user = self.users[role]
                user.write(
                    {
                        "company_ids": [Command.set(other.ids)],
                        "company_id": other.id,
                    }
                )
                page = self.page(role)
                self.assertEqual(page["visits"]["total"], 0)
                self.assertEqual(page["courses"]["total"], 0)
                self.assertFalse(page["consent_ready"])
                self.assertIsNone(page["person"]["age"])
                self.assertFalse(page.get("consents"))

    def test_it_is_the_only_way_in(self):
        """Nothing else of it can be called from outside."""
        pages = self.env["acupuncture.client.page"].with_user(self.users["front_desk"])
        page = call_kw(pages, "read_page", [self.client.id], {})
        self.assertEqual(page.keys(), DESK)
        own = vars(type(pages)).keys() | {
            name for kind in type(pages).__mro__[:2] for name in vars(kind)
        }
        public = {
            name
            for name in own
            if not name.startswith("_") and callable(getattr(pages, name, None))
        }
        self.assertEqual(public - set(dir(self.env["base"])), {"read_page"})

    def test_what_the_desk_reads_of_a_client(self):
        course = self.sell_course()
        self.make_ready()
        start = fields.Datetime.now() + timedelta(days=2)
        session = self.book(start, course_id=course.id, off_hours=True)
        page = self.page()
        [row] = page["courses"]["rows"]
        self.assertEqual((row["used"], row["booked"], row["left"]), (0, 1, 11))
        self.assertEqual(len(row["circles"]), 12)
        self.assertEqual(page["visits"]["next"]["id"], session.id)
        self.assertEqual(page["visits"]["next"]["title"], "Visit 1 of 12")
        self.assertTrue(page["balance"]["owes"])
        self.assertIn("1,200", page["balance"]["due"])
        self.assertEqual(page["light"]["level"], "green")
        self.assertIn("1985", page["person"]["birth"])
        self.assertTrue(page["consent_ready"])

    def test_what_is_due_is_told_in_the_currency_it_was_sold_in(self):
        course = self.sell_course()
        home = self.company.currency_id
        away = self.env.ref("base.GBP" if home.name != "GBP" else "base.USD")
        away.active = True
        prices = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": away.id}
        )
        line = {"product_id": course.product_id.id, "price_unit": 700}
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "pricelist_id": prices.id,
                "order_line": [Command.create(line)],
            }
        )
        order.action_confirm()
        self.assertEqual(order.order_line.course_ids.currency_id, away)
        due = self.page()["balance"]["due"]
        for currency, amount in ((home, "1,200"), (away, "700")):
            self.assertRegex(due, rf"\{currency.symbol}.?{amount}")
        self.assertNotIn("1,900", due)

    def test_a_fee_for_a_missed_visit_is_due_until_it_is_paid(self):
        product = self.make_product(
            "Fee", session_count=3, late_cancel_policy="fee", late_cancel_fee=40
        )
        course = self.sell_course(product)
        session = self.book(
            fields.Datetime.now() - timedelta(hours=2),
            course_id=course.id,
            off_hours=True,
        )
        session.action_no_show()
        [told] = self.page()["fees"]
        self.assertIn("40.00", told)
        step = self.page("billing")["next_step"]
        self.assertEqual(step["code"], "collect")
        self.assertIn(told, step["why"])
        client = self.client.with_user(self.users["billing"])
        self.assertEqual(client.action_view_due()["res_id"], session.fee_invoice_id.id)
        session.fee_invoice_id.button_cancel()
        self.assertFalse(self.page()["fees"])

    def test_whoever_asks_what_is_due_reads_their_own_clinic_alone(self):
        product = self.make_product("Paid later", list_price=80, session_count=1)
        order = self.sell(product)
        for role in ("front_desk", "practitioner", "billing", "manager"):
            with self.subTest(role):
                shown = self.client.with_user(self.users[role]).action_view_due()
                self.assertEqual(shown["res_id"], order.id)
        for role in ("marketing", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.client.with_user(self.users[role]).action_view_due()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.users["billing"]
        stranger.write(
            {"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id}
        )
        shown = self.client.with_user(stranger).action_view_due()
        self.assertFalse(shown.get("res_id"))
        self.assertNotIn(str(order.id), str(shown.get("domain")))

    def test_a_fee_is_shown_to_those_who_may_read_it(self):
        """The desk reads how much is due; the invoice is of those who bill."""
        product = self.make_product(
            "Fee", session_count=3, late_cancel_policy="fee", late_cancel_fee=40
        )
        session = self.book(
            fields.Datetime.now() - timedelta(hours=2),
            course_id=self.sell_course(product).id,
            off_hours=True,
        )
        session.action_no_show()
        invoice = session.fee_invoice_id
        for role in ("front_desk", "practitioner", "billing", "manager"):
            with self.subTest(role):
                user = self.users[role]
                client = self.client.with_user(user)
                if self.env["account.move"].with_user(user).has_access("read"):
                    self.assertEqual(client.action_view_due()["res_id"], invoice.id)
                else:
                    with self.assertRaises(AccessError):
                        client.action_view_due()
                step = self.page(role)["next_step"] or {}
                opens = step.get("verb", {}).get("method") == "action_view_due"
                self.assertFalse(
                    opens and not invoice.with_user(user).has_access("read"), role
                )

    def test_what_is_not_invoiced_leads_to_its_order(self):
        product = self.make_product("Paid later", list_price=80, session_count=1)
        order = self.sell(product)
        client = self.client.with_user(self.users["billing"])
        shown = client.action_view_due()
        self.assertEqual(
            (shown["res_model"], shown["res_id"]), ("sale.order", order.id)
        )

    def test_the_guardian_of_a_child(self):
        with freeze_time("2026-03-02 08:00:00"):
            history = self.env["acupuncture.intake"]._start(
                self.client, self.company, "staff"
            )
            history.write(
                {
                    "birth_date": "2012-05-05",
                    "skin_type": "2",
                    "needle_comfort": "fine",
                    "guardian_name": "Gerda Guardian",
                    "guardian_relation": "Mother",
                }
            )
            history.action_no_to_rest()
            history.action_submit()
            person = self.page()["person"]
        self.assertEqual(person["age"], 13)
        self.assertEqual(person["guardian"]["name"], "Gerda Guardian")

    # ------------------------------------------------------------------
    # What to do next
    # ------------------------------------------------------------------

    def test_a_client_with_nothing_begins_with_a_talk(self):
        step = self.page()["next_step"]
        self.assertEqual(step["code"], "consult")
        context = step["action"]["context"]
        self.assertEqual(context["default_client_id"], self.client.id)
        self.assertIsNone(self.page("billing")["next_step"])

    def test_a_course_is_booked_then_forms_are_sent_then_there_is_nothing(self):
        self.client.email = "clara@example.com"
        course = self.sell_course()
        step = self.page()["next_step"]
        self.assertEqual(step["code"], "book")
        self.assertEqual(self.press(step)["res_model"], "acupuncture.plan.course")
        start = fields.Datetime.now() + timedelta(days=2)
        self.book(start, course_id=course.id, off_hours=True)
        step = self.page()["next_step"]
        self.assertEqual((step["code"], step["label"]), ("forms", "Send the Forms"))
        self.press(step)
        self.assertIsNone(self.step())
        self.assertEqual(self.page()["forms"][0]["state"], "open")
        self.assertEqual(self.step("billing"), "collect")

    def test_forms_of_who_has_no_address_are_filled_in_at_the_desk(self):
        start = fields.Datetime.now() + timedelta(days=2)
        self.book(start, kind="consultation", off_hours=True)
        step = self.page()["next_step"]
        self.assertEqual((step["code"], step["label"]), ("forms", "Forms on Tablet"))
        self.assertEqual(self.press(step)["type"], "ir.actions.act_url")

    def test_a_history_is_reviewed_by_who_may(self):
        history = self.make_ready()
        history._sealed_write({"state": "submitted"})
        self.assertEqual(self.step("practitioner"), "review")
        self.assertEqual(self.step(), "consult")

    def press(self, step, role="front_desk"):
        verb = step["verb"]
        record = self.env[verb["model"]].with_user(self.users[role]).browse(verb["id"])
        return getattr(record, verb["method"])()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestClientPageVisits(ClientPageCase, ChartCase):
    """Charted visits: clinicians see them, the desk sees when they were."""

    def test_who_is_here_comes_first(self):
        session = self.book("2026-03-02 09:00:00", course_id=self.course.id)
        session.action_arrive()
        self.ask_again(session)
        self.assertEqual(self.page()["next_step"]["label"], "Open the Checklist")
        step = self.page("practitioner")["next_step"]
        self.assertEqual((step["code"], step["label"]), ("unfinished", "Start"))
        self.as_role(session).action_start()
        self.assertEqual(self.page()["next_step"]["label"], "Open the Visit")
        step = self.page("practitioner")["next_step"]
        self.assertEqual(step["label"], "Open the Chart")

    def test_who_was_not_marked_yesterday(self):
        self.book("2026-03-02 09:00:00", course_id=self.course.id)
        with freeze_time("2026-03-03 08:00:00"):
            step = self.page()["next_step"]
        self.assertEqual(step["label"], "Say What Happened")

    def test_a_chart_on_the_line(self):
        self.brow.position_ids = [
            Command.create({"map": "face_front", "side": side, "x": x, "y": 250})
            for side, x in (("left", 400), ("right", 200))
        ]
        session = self.started()
        chart = self.needled(session)
        self.env["acupuncture.reaction"].with_user(self.users["practitioner"]).create(
            {"treatment_id": chart.id, "kind": "bruise"}
        )
        page = self.page("practitioner")
        told = page["charts"][str(session.id)]
        self.assertEqual(told["needles"], 5)
        self.assertEqual(sorted(told["dots"]), [[200, 250], [400, 250]])
        self.assertEqual(told["reactions"][0]["label"], "Bruise")
        self.assertEqual(page["visits"]["rows"][0]["id"], session.id)

    def test_the_desk_reads_the_same_whatever_was_charted(self):
        session = self.started()
        before = self.page()
        chart = self.needled(session)
        self.env["acupuncture.reaction"].with_user(self.users["practitioner"]).create(
            {"treatment_id": chart.id, "kind": "faint"}
        )
        chart.subjective = "tired"
        for role in ("front_desk", "billing", "manager"):
            with self.subTest(role):
                self.assertEqual(self.page(role)["visits"], before["visits"])

    def test_two_hundred_visits_cost_what_three_do(self):
        self.book("2026-03-09 09:00:00", course_id=self.course.id)
        self.visits(2)
        few = self.cost()
        self.visits(197)
        many = self.cost()
        self.assertEqual(self.page()["visits"]["total"], 200)
        self.assertEqual(few, many)
        self.assertEqual(many, QUERIES)

    def cost(self):
        """Return role -> queries of the page, once what is cached is cached."""
        for role in QUERIES:
            self.spent(self.page, role)
        return {role: self.spent(self.page, role) for role in QUERIES}

    def visits(self, count):
        """Hold visits of the past, the last ones with charts."""
        known = self.env["acupuncture.session"].search_count(
            [("client_id", "=", self.client.id)]
        )
        sessions = self.env["acupuncture.session"].create(
            [
                {
                    "client_id": self.client.id,
                    "kind": "treatment" if number < 3 else "consultation",
                    "course_id": number < 3 and self.course.id,
                    "practitioner_id": self.practitioner.id,
                    "start": fields.Datetime.now() - timedelta(days=known + number),
                    "off_hours": True,
                }
                for number in range(1, count + 1)
            ]
        )
        sessions.sudo()._sealed_write({"state": "done"})
        charts = self.env["acupuncture.treatment"]._start_for(sessions)
        self.assertEqual(len(charts), 2)
        for chart in charts:
            self.needled(chart.session_id)
        return sessions
