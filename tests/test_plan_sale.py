"""A plan and what was quoted and sold: its price, its course, its client."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .gate_common import GateCase
from .protocol_common import ProtocolCase


@tagged("post_install", "-at_install")
class TestChartPlanSale(ProtocolCase, GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.faced = cls.make_protocol("FACE8", points=("ST6", "EX-HN3"))
        cls.jawed = cls.make_protocol("JAWS8", points=("ST7",))
        (cls.faced | cls.jawed).action_activate()
        cls.face = cls.make_product("Face", list_price=800, protocol_id=cls.faced.id)
        cls.jaw = cls.make_product("Jaw", list_price=500, protocol_id=cls.jawed.id)
        cls.plans = cls.env["acupuncture.plan"].with_user(cls.users["practitioner"])
        cls.make_ready(techniques=("needling", "led"))

    def quote(self, **line):
        """Return an order that the desk has not sold yet."""
        order = self.sell(self.face, confirm=False, **line)
        order.user_id = self.users["front_desk"]
        return order

    def talk(self):
        """Return the plan that the practitioner makes at a consultation."""
        talk = self.book("2026-03-02 09:00:00", kind="consultation")
        action = talk.with_user(self.plans.env.user).action_plan()
        return self.plans.browse(action["res_id"])

    def started(self, course, start):
        """Return the record of a session of a course that has begun."""
        session = self.book(start, course_id=course.id)
        charts = self.env["acupuncture.treatment"].with_user(self.plans.env.user)
        return charts._start_for(session.with_env(charts.env))

    def codes(self, chart):
        return set(chart.needle_ids.mapped("point_id.code"))

    def test_the_quotation_of_the_desk_gives_course_and_price(self):
        order = self.quote(discount=25)
        plan = self.talk()
        self.assertEqual(plan.product_id, self.face)
        self.assertEqual(plan.protocol_id, self.faced)
        self.assertIn("600", plan._sheet_price())
        order.order_line.discount = 0
        self.assertIn("800", plan._sheet_price())

    def test_the_price_is_that_of_one_course(self):
        self.quote(qty=2, discount=10)
        self.assertIn("720", self.talk()._sheet_price())

    def test_a_cancelled_quotation_is_no_price(self):
        order = self.quote(discount=25)
        plan = self.talk()
        order._action_cancel()
        self.assertIn("800", plan._sheet_price())

    def test_what_was_sold_before_the_plan_is_not_its_price(self):
        with freeze_time("2024-03-01 08:00:00"):
            self.sell(self.face, discount=50)
        plan = self.plans.create(
            {
                "client_id": self.client.id,
                "product_id": self.face.id,
                **self.faced._plan_values(),
            }
        )
        self.begin(plan, "2026-03-02 08:00:00")
        self.assertIn("800", plan._sheet_price())
        self.quote(discount=25).action_confirm()
        self.assertIn("600", plan._sheet_price())
        plan.action_agree()
        newer = self.plans.browse(plan.action_revise()["res_id"])
        self.begin(newer, "2026-03-03 08:00:00")
        self.assertIn("600", newer._sheet_price())

    def begin(self, plan, moment):
        """Let a plan be made at a moment of the clock that stands."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE acupuncture_plan SET create_date = %s WHERE id = %s",
            [moment, plan.id],
        )
        plan.invalidate_recordset(["create_date"])

    def test_an_offer_that_ran_out_is_no_price(self):
        order = self.quote(discount=25)
        plan = self.talk()
        order.validity_date = self.company._clinic_today() - timedelta(days=1)
        self.assertIn("800", plan._sheet_price())

    def test_a_plan_of_the_consultation_serves_the_course_it_led_to(self):
        order = self.quote()
        plan = self.talk()
        plan.point_ids.filtered(lambda row: row.point_id.code == "ST6").dropped = True
        plan.action_agree()
        order.action_confirm()
        chart = self.started(order.course_ids, "2026-03-03 09:00:00")
        self.assertEqual(chart.plan_id, plan)
        self.assertEqual(self.codes(chart), {"EX-HN3"})
        other = self.sell_course(self.jaw)
        chart = self.started(other, "2026-03-04 09:00:00")
        self.assertFalse(chart.plan_id)
        self.assertEqual(chart.protocol_id, self.jawed)
        self.assertEqual(self.codes(chart), {"ST7"})
        action = other.with_user(self.plans.env.user).action_plan()
        self.assertNotEqual(action["res_id"], plan.id)
        again = self.started(self.sell_course(self.face), "2026-03-05 09:00:00")
        self.assertEqual(again.plan_id, plan)

    def test_a_plan_serves_what_was_proposed_in_it_and_nothing_else(self):
        plan = self.plans.create(
            {
                "client_id": self.client.id,
                "product_id": self.jaw.id,
                **self.faced._plan_values(),
            }
        )
        plan.action_agree()
        other = self.make_product("Other", protocol_id=self.make_active("OTHR8").id)
        self.assertFalse(
            self.started(self.sell_course(other), "2026-03-03 09:00:00").plan_id
        )
        jaw = self.started(self.sell_course(self.jaw), "2026-03-04 09:00:00")
        self.assertEqual(jaw.plan_id, plan)

    def make_active(self, code):
        protocol = self.make_protocol(code, points=("ST7",))
        protocol.action_activate()
        return protocol

    def test_a_plan_that_proposed_nothing_serves_the_first_course(self):
        plan = self.plans.create(
            {
                "client_id": self.client.id,
                **self.faced._plan_values(),
            }
        )
        plan.action_agree()
        first, second = self.sell_course(self.jaw), self.sell_course(self.jaw)
        self.assertEqual(self.started(first, "2026-03-03 09:00:00").plan_id, plan)
        self.assertFalse(self.started(second, "2026-03-04 09:00:00").plan_id)
        self.assertEqual(self.started(first, "2026-03-05 09:00:00").plan_id, plan)

    def test_an_agreed_plan_outlasts_a_newer_revision_and_that_is_said(self):
        course = self.sell_course(self.face)
        action = course.with_user(self.plans.env.user).action_plan()
        plan = self.plans.browse(action["res_id"])
        plan.action_agree()
        newer = self.revise(
            self.faced,
            point_ids=[Command.clear()]
            + [Command.create({"point_id": self.point("ST7").id, "side": "both"})],
        )
        course._update_to(newer)
        self.assertEqual(course.protocol_id, newer)
        self.assertIn("agreed treatment plan keeps", course.message_ids[:1].body)
        chart = self.started(course, "2026-03-03 09:00:00")
        self.assertEqual(self.codes(chart), {"ST6", "EX-HN3"})

    def test_a_plan_and_its_course_are_of_one_client(self):
        course = self.sell_course(self.face, client=self.other_client)
        with self.assertRaisesRegex(ValidationError, "must belong to Clara Client"):
            self.plans.create(
                {
                    "client_id": self.client.id,
                    "protocol_id": self.faced.id,
                    "course_id": course.id,
                }
            )
        plan = self.talk()
        session = self.book("2026-03-02 13:00:00", client=self.other_client)
        with self.assertRaisesRegex(ValidationError, "must belong to Clara Client"):
            plan.session_id = session

    def test_the_page_speaks_the_language_of_the_client(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.client.lang = "fr_FR"
        plan = self.talk()
        plan.sudo().concern_ids = self.env.ref("acupuncture_cosmetic.concern_forehead")
        plan.sudo().concern_ids.with_context(
            lang="fr_FR"
        ).client_name = "Rides du front"
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.plans.env.user)
            ._render_qweb_html("acupuncture_cosmetic.report_treatment_plan", plan.ids)
        )
        self.assertIn("Rides du front", html.decode())

    def test_the_page_bears_the_day_of_the_clinic(self):
        plan = self.talk()
        self.company.resource_calendar_id.tz = "Asia/Tokyo"
        with freeze_time("2026-03-02 16:00:00"):
            plan.action_agree()
        self.assertEqual(str(plan._sheet_date()), "2026-03-03")

    def test_counting_ids_tells_no_other_clinic_of_a_plan(self):
        plan = self.talk()
        other = self.env["res.company"].create({"name": "Other Clinic"})
        user = self.plans.env.user
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.env.flush_all()
        self.env.invalidate_all()
        points = self.env["acupuncture.plan.point"].with_user(user)
        spec = {"plan_id": {}, "company_id": {"fields": {"display_name": {}}}}
        with self.assertRaises(AccessError):
            points.onchange({"plan_id": plan.id}, ["plan_id"], spec)

    def test_rows_of_a_plan_stay_in_its_clinic(self):
        other = self.env["res.company"].create({"name": "Other Clinic"})
        plan = self.talk()
        row = {"point_id": self.point("ST7").id, "company_id": other.id}
        with self.assertRaisesRegex(UserError, "cannot be edited directly"):
            plan.point_ids[0].company_id = other
        with self.assertRaisesRegex(UserError, "cannot be edited directly"):
            plan.point_ids = [Command.create(row)]
