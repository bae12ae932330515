from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user

from .common import ClinicCase


class TestGrowthLead(ClinicCase):
    """From a lead to the consultation, the quotation, the course and the win."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.users["front_desk"]
        cls.campaign, cls.source, cls.medium = (
            cls.env[model].create({"name": "Spring"})
            for model in ("utm.campaign", "utm.source", "utm.medium")
        )
        cls.lead = cls.make_lead()

    @classmethod
    def make_lead(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Asked about the face",
                "contact_name": "Nina New",
                "email_from": "nina@example.com",
                "type": "opportunity",
                "user_id": cls.seller.id,
                "campaign_id": cls.campaign.id,
                "source_id": cls.source.id,
                "medium_id": cls.medium.id,
                **values,
            }
        )

    def as_seller(self, lead=None):
        return (lead or self.lead).with_user(self.seller)

    def test_a_consultation_makes_the_client(self):
        lead = self.make_lead(type="lead")
        action = self.as_seller(lead).action_new_consultation()
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.partner_id.email, "nina@example.com")
        context = action["context"]
        self.assertEqual(action["res_model"], "acupuncture.session")
        self.assertEqual(context["default_kind"], "consultation")
        self.assertEqual(context["default_client_id"], lead.partner_id.id)
        self.assertEqual(context["default_opportunity_id"], lead.id)

    def test_a_known_client_is_found_by_address(self):
        self.other_client.email = "nina@example.com"
        self.as_seller().action_new_consultation()
        self.assertEqual(self.lead.partner_id, self.other_client)

    def test_twice_is_one_client(self):
        self.as_seller().action_new_consultation()
        client = self.lead.partner_id
        self.as_seller().action_new_consultation()
        self.assertEqual(self.lead.partner_id, client)

    def test_the_consultation_is_booked_free_and_counted(self):
        action = self.as_seller().action_new_consultation()
        session = (
            self.env["acupuncture.session"]
            .with_user(self.seller)
            .with_context(**action["context"])
            .create(
                {
                    "start": "2026-05-06 08:00:00",
                    "practitioner_id": self.practitioner.id,
                }
            )
        )
        self.assertEqual(session.opportunity_id, self.lead)
        self.assertFalse(session.credit_id)
        self.assertEqual(self.as_seller().acupuncture_consultation_count, 1)
        domain = self.as_seller().action_view_acupuncture_consultations()["domain"]
        self.assertEqual(session.search(domain), session)

    def quote(self, lead=None):
        action = self.as_seller(lead).action_quote_course()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.seller)
            .with_context(**action["context"])
        )
        dialog.product_id = self.product_course
        opened = dialog.save().action_quote()
        return self.env["sale.order"].browse(opened["res_id"])

    def test_a_quotation_carries_what_is_known(self):
        order = self.quote()
        self.assertRecordValues(
            order,
            [
                {
                    "state": "draft",
                    "partner_id": self.lead.partner_id.id,
                    "opportunity_id": self.lead.id,
                    "user_id": self.seller.id,
                    "campaign_id": self.campaign.id,
                    "source_id": self.source.id,
                    "medium_id": self.medium.id,
                    "origin": self.lead.name,
                }
            ],
        )
        self.assertEqual(order.order_line.product_id, self.product_course)
        self.assertEqual(order.order_line.price_unit, 1200.0)

    def test_a_course_sold_wins_the_opportunity_and_keeps_its_origin(self):
        order = self.quote()
        order.with_user(self.seller).action_confirm()
        self.assertEqual(self.lead.won_status, "won")
        self.assertRecordValues(
            order.course_ids,
            [
                {
                    "client_id": self.lead.partner_id.id,
                    "campaign_id": self.campaign.id,
                    "source_id": self.source.id,
                    "medium_id": self.medium.id,
                }
            ],
        )
        self.assertEqual(self.as_seller().acupuncture_course_count, 1)
        domain = self.as_seller().action_view_acupuncture_courses()["domain"]
        self.assertEqual(
            self.env["acupuncture.course"].search(domain), order.course_ids
        )

    def test_an_order_without_a_course_wins_nothing(self):
        product = self.env["product.product"].create(
            {"name": "Cream", "type": "consu", "invoice_policy": "order"}
        )
        order = self.sell(product, confirm=False)
        order.opportunity_id = self.lead
        order.action_confirm()
        self.assertNotEqual(self.lead.won_status, "won")

    def test_won_once(self):
        first, second = self.quote(), self.quote()
        first.action_confirm()
        closed = self.lead.date_closed
        stage = self.env["crm.stage"].create({"name": "Won late", "is_won": True})
        self.lead.stage_id = stage
        second.action_confirm()
        self.assertEqual(self.lead.stage_id, stage)
        self.assertEqual(self.lead.date_closed, closed)

    def test_a_lost_opportunity_that_is_sold_is_won(self):
        order = self.quote()
        self.lead.action_set_lost()
        order.action_confirm()
        self.assertTrue(self.lead.active)
        self.assertEqual(self.lead.won_status, "won")

    def test_a_lost_opportunity_is_restored_before_it_goes_on(self):
        self.lead.action_set_lost()
        with self.assertRaisesRegex(UserError, "Restore it first"):
            self.as_seller().action_new_consultation()

    def test_whoever_confirms_wins_it_for_its_owner(self):
        order = self.quote()
        order.user_id = self.users["practitioner"]
        order.with_user(self.users["practitioner"]).action_confirm()
        self.assertEqual(self.lead.won_status, "won")
        self.assertEqual(self.lead.user_id, self.seller)

    def test_merged_leads_keep_their_consultations_and_courses(self):
        twin = self.make_lead(name="The same person again")
        sessions = self.env["acupuncture.session"]
        for day, lead in ((6, self.lead), (7, twin)):
            self.as_seller(lead).action_new_consultation()
            sessions += sessions.create(
                {
                    "kind": "consultation",
                    "client_id": lead.partner_id.id,
                    "opportunity_id": lead.id,
                    "practitioner_id": self.practitioner.id,
                    "start": f"2026-05-0{day} 08:00:00",
                }
            )
        order = self.quote(twin)
        merged = (self.lead + twin).merge_opportunity()
        self.assertEqual(sessions.opportunity_id, merged)
        self.assertEqual(order.opportunity_id, merged)
        order.action_confirm()
        self.assertEqual(merged.won_status, "won")

    def test_the_form_opens_with_and_without_a_role_of_ours(self):
        plain = new_test_user(
            self.env,
            "test_salesman",
            groups="sales_team.group_sale_salesman_all_leads",
        )
        for user in (self.seller, self.users["manager"], plain):
            with self.subTest(user.login):
                lead = self.lead.with_user(user)
                arch = lead.get_view(view_type="form")["arch"]
                self.assertEqual("action_quote_course" in arch, user != plain)
                self.assertTrue(lead.read())


class TestGrowthOrder(ClinicCase):
    def test_many_orders_are_won_in_one_go(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"Lead {n}", "partner_id": self.client.id} for n in range(3)]
        )
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.client.id,
                    "opportunity_id": lead.id,
                    "order_line": [
                        Command.create({"product_id": self.product_course.id})
                    ],
                }
                for lead in leads
            ]
        )
        orders.action_confirm()
        self.assertEqual(set(leads.mapped("won_status")), {"won"})
