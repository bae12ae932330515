"""A client's plan: from protocol and history, closed by screening, kept once agreed."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .gate_common import GateCase
from .protocol_common import ProtocolCase

POINTS = ("ST6", "EX-HN3", "LI4", "LR3")


@tagged("post_install", "-at_install")
class TestChartPlan(ProtocolCase, GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.treated = cls.make_protocol("PLAN4", points=POINTS)
        cls.treated.action_activate()
        cls.product = cls.make_product(
            "Course by plan", list_price=800.0, protocol_id=cls.treated.id
        )
        cls.planned = cls.sell_course(cls.product)
        cls.plans = cls.env["acupuncture.plan"].with_user(cls.users["practitioner"])

    def plan(self, record=None, role="practitioner"):
        action = (record or self.planned).with_user(self.users[role]).action_plan()
        return self.plans.browse(action["res_id"])

    def rows(self, plan):
        return {row.point_id.code: row for row in plan.point_ids}

    def test_it_starts_from_course_protocol_and_history(self):
        self.answer(goals="Softer lines for the wedding")
        history = self.env["acupuncture.intake"].search(
            [("client_id", "=", self.client.id)], limit=1
        )
        self.assertFalse(history.concern_ids)
        plan = self.plan()
        self.assertTrue(plan.name.startswith("TP"))
        self.assertEqual(plan.display_name, plan.name)
        self.assertEqual(plan.protocol_id, self.treated)
        self.assertEqual(plan.course_id, self.planned)
        self.assertEqual(plan.goals, "Softer lines for the wedding")
        self.assertFalse(plan.concern_ids, "what the protocol is for is no wish")
        self.assertIn("Based on: controlled trials", plan.expectations)
        self.assertEqual(set(self.rows(plan)), set(POINTS))
        self.assertEqual(set(plan.point_ids.mapped("origin")), {"protocol"})
        self.assertEqual(plan.needle_count, 7)
        self.assertEqual(self.plan(), plan)
        session = self.book("2026-03-02 09:00:00", course_id=self.planned.id)
        self.assertEqual(self.plan(session), plan)

    def test_a_consultation_proposes_what_was_quoted(self):
        self.sell(self.product, client=self.other_client, confirm=False)
        talk = self.book(
            "2026-03-02 09:00:00", client=self.other_client, kind="consultation"
        )
        plan = self.plan(talk, role="clinical_lead")
        self.assertEqual(plan.product_id, self.product)
        self.assertEqual(plan.protocol_id, self.treated)
        self.assertIn("8 sessions", " ".join(plan._sheet_sessions()))
        self.assertIn("800", plan._sheet_price())
        self.assertIn("No health history", plan.screening_note)

    def test_without_a_quotation_the_concerns_choose(self):
        glabellar = self.env.ref("acupuncture_cosmetic.concern_glabellar")
        protocol = self.plans._protocol_for(glabellar, self.company)
        self.assertEqual(protocol.code, "BROW12")
        talk = self.book(
            "2026-03-02 09:00:00", client=self.other_client, kind="consultation"
        )
        plan = self.plan(talk)
        self.assertTrue(plan.protocol_id)
        self.assertEqual(plan._sheet_price(), "")

    def test_pregnancy_closes_points_by_itself(self):
        plan = self.plan()
        self.assertEqual(set(plan.point_ids.mapped("screening_state")), {"open"})
        self.answer(yes={"PREG": {}}, review=False)
        plan.invalidate_recordset()
        plan.point_ids.invalidate_recordset()
        rows = self.rows(plan)
        self.assertEqual(rows["LI4"].screening_state, "closed")
        self.assertIn("Pregnant", rows["LI4"].screening_note)
        self.assertEqual(rows["LR3"].screening_state, "caution")
        self.assertIn("With care", rows["LR3"].screening_note)
        self.assertEqual(rows["ST6"].screening_state, "open")
        self.assertEqual(
            set(plan._open_points().mapped("point_id.code")), {"ST6", "EX-HN3", "LR3"}
        )
        self.assertEqual(plan.needle_count, 5)

    def test_an_unsure_answer_closes_them_too(self):
        self.answer(yes={"PREG": {"value": "unknown"}}, review=False)
        self.assertEqual(self.rows(self.plan())["LI4"].screening_state, "closed")

    def test_a_closed_technique_is_named_and_left_out(self):
        item = self.env["acupuncture.contraindication"].search(
            [("code", "=", "PHOTOSENS")]
        )
        item.setting_ids = [
            Command.create({"company_id": self.company.id, "enabled": True})
        ]
        self.answer(yes={"PHOTOSENS": {}}, review=False)
        finding = self.env["acupuncture.finding"].search(
            [("client_id", "=", self.client.id)]
        )
        finding.action_decline()
        plan = self.plan()
        self.assertEqual(plan.closed_technique_ids, self.led)
        self.assertIn(self.led.name, plan.screening_note)
        self.assertEqual(plan._sheet_techniques(), self.needling)

    def test_allergies_stand_beside_what_products_contain(self):
        self.assertFalse(self.plan().allergy_note)
        self.answer(allergies="Perfume, linalool")
        self.env.invalidate_all()
        note = self.plan(role="clinical_lead").allergy_note
        self.assertIn("Perfume, linalool", note)
        self.assertIn("Rose Oil: linalool, citronellol", note)

    def test_points_are_dropped_added_and_swapped(self):
        plan = self.plan()
        form = Form(plan)
        with form.point_ids.edit(0) as row:
            row.point_id = self.point("ST7")
            self.assertEqual(row.origin, "swapped")
            row.reason = "Tense there"
        with form.point_ids.edit(1) as row:
            row.dropped = True
        with form.point_ids.new() as row:
            row.point_id = self.point("GV20")
            self.assertEqual(row.side, "mid")
        form.save()
        rows = self.rows(plan)
        self.assertEqual(rows["ST7"].origin, "swapped")
        self.assertEqual(rows["ST7"].replaces_id, self.point("ST6"))
        self.assertEqual(rows["GV20"].origin, "added")
        self.assertTrue(rows["EX-HN3"].dropped)
        self.assertEqual(
            set(plan._open_points().mapped("point_id.code")),
            {"ST7", "LI4", "LR3", "GV20"},
        )
        rows["ST7"].point_id = self.point("ST6")
        self.assertEqual(rows["ST7"].origin, "protocol")
        self.assertFalse(rows["ST7"].replaces_id)

    def test_another_protocol_brings_its_points(self):
        plan = self.plan()
        form = Form(plan)
        form.protocol_id = self.env.ref("acupuncture_cosmetic.protocol_JAW8")
        form.save()
        self.assertIn("ST7", self.rows(plan))
        self.assertNotIn("EX-HN3", self.rows(plan))
        self.assertEqual(plan.technique_ids, self.needling)
        self.assertEqual(plan.needle_count, 16)

    def test_an_agreed_plan_stays_and_a_new_version_follows(self):
        plan = self.plan()
        plan.action_agree()
        self.assertEqual(plan.state, "agreed")
        self.assertEqual(plan.agreed_by_id, self.users["practitioner"])
        for attack in (
            lambda: plan.write({"goals": "Other"}),
            lambda: plan.sudo().write({"point_ids": [Command.clear()]}),
            lambda: plan.point_ids[0].sudo().write({"dropped": True}),
            lambda: plan.point_ids[0].unlink(),
            lambda: plan.point_ids.create(
                {"plan_id": plan.id, "point_id": self.point("GV20").id}
            ),
            lambda: plan.sudo().unlink(),
            lambda: plan.sudo().write({"state": "draft"}),
            lambda: plan.sudo().write({"agreed_at": False}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attack()
        draft = self.plans.browse(plan.action_revise()["res_id"])
        self.assertEqual(plan.action_revise()["res_id"], draft.id)
        self.assertEqual((draft.version, draft.previous_id), (2, plan))
        self.assertEqual(len(draft.point_ids), 4)
        self.assertEqual(self.plan(), draft)
        self.assertEqual(plan.state, "agreed")
        draft.point_ids[0].dropped = True
        draft.action_agree()
        self.env.flush_all()
        self.assertEqual((plan.state, draft.state), ("superseded", "agreed"))

    def test_postgresql_keeps_it_too(self):
        plan = self.plan()
        point = plan.point_ids[0]
        plan.concern_ids = self.env.ref("acupuncture_cosmetic.concern_acne")
        plan.action_agree()
        for query, record_id in (
            ("UPDATE acupuncture_plan SET goals = 'x' WHERE id = %s", plan.id),
            ("UPDATE acupuncture_plan SET state = 'draft' WHERE id = %s", plan.id),
            ("DELETE FROM acupuncture_plan WHERE id = %s", plan.id),
            (
                "UPDATE acupuncture_plan_point SET dropped = true WHERE id = %s",
                point.id,
            ),
            ("DELETE FROM acupuncture_plan_point WHERE plan_id = %s", plan.id),
            (
                "DELETE FROM acupuncture_concern_acupuncture_plan_rel"
                " WHERE acupuncture_plan_id = %s",
                plan.id,
            ),
        ):
            self.assertSqlRefused(query, record_id, words="refused")

    def test_a_merge_of_contacts_moves_an_agreed_plan(self):
        plan = self.plan()
        plan.action_agree()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.client | self.other_client).ids, self.other_client
        )
        self.assertEqual(plan.sudo().client_id, self.other_client)

    def test_nothing_left_to_needle_is_no_plan(self):
        plan = self.plan()
        plan.point_ids.dropped = True
        with self.assertRaisesRegex(UserError, "no point left"):
            plan.action_agree()
        plan.action_discard()
        self.assertEqual(plan.state, "superseded")
        self.assertNotEqual(self.plan(), plan)

    def test_only_clinicians_reach_it(self):
        plan = self.plan()
        for role in ("front_desk", "manager", "billing", "marketing", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                plan.with_user(self.users[role]).read(["name"])
        with self.assertRaises(AccessError):
            self.planned.with_user(self.users["front_desk"]).action_plan()

    def test_the_page_for_the_client(self):
        self.answer(
            yes={"PREG": {}}, goals="Softer lines for the wedding", review=False
        )
        plan = self.plan()
        html = self.page(plan)
        for words in (
            "Softer lines for the wedding",
            "8 sessions of about 50 minutes",
            "6 of them twice a week, at least 2 days apart",
            "2 of them once a week",
            "800",
            "honestly expect",
            "bruise",
            "does not replace medical care",
            f"about {plan.needle_count} needles",
            "registration L-1",
            "each session you have had",
            "Complaints:",
            "take back your consent",
            plan.name,
            "a proposal",
        ):
            self.assertIn(words, html)
        for secret in ("LI4", "Hegu", "regnant", "ST6", "closed"):
            self.assertNotIn(secret, html.replace("a pregnancy, an illness", ""))
        plan.action_agree()
        self.assertNotIn("a proposal", self.page(plan))
        report = self.env.ref("acupuncture_cosmetic.report_treatment_plan")
        self.assertEqual(report.print_report_name, "object.name")

    def page(self, plan):
        reports = self.env["ir.actions.report"].with_user(self.users["practitioner"])
        html, _kind = reports._render_qweb_html(
            "acupuncture_cosmetic.report_treatment_plan", plan.ids
        )
        return html.decode()

    def test_many_plans_cost_as_many_queries_as_one(self):
        def look(plans):
            plans._open_points()
            plans.point_ids.mapped("screening_note")

        one = self.plan()
        copies = one | one.copy() | one.copy() | one.copy()
        first, more = self.spent(look, one), self.spent(look, copies)
        self.assertLessEqual(more, first)

    def test_the_record_leaves_closed_points_out(self):
        session = self.book("2026-03-02 09:00:00", course_id=self.planned.id)
        charts = self.env["acupuncture.treatment"].with_user(self.users["practitioner"])
        self.answer(yes={"PREG": {}}, review=False)
        chart = charts._start_for(session.with_env(charts.env))
        self.assertEqual(
            set(chart.needle_ids.mapped("point_id.code")), {"ST6", "EX-HN3", "LR3"}
        )
        self.assertIn("LI4: Avoided", chart.closed_note)
        chart.needle_ids = [
            Command.create({"point_id": self.point("SP6").id, "side": "left"})
        ]
        self.assertIn("SP6: Avoided", chart.closed_note)

    def test_the_record_follows_the_agreed_plan(self):
        plan = self.plan()
        rows = self.rows(plan)
        rows["EX-HN3"].dropped = True
        rows["ST6"].point_id = self.point("ST7")
        plan.action_agree()
        session = self.book("2026-03-02 09:00:00", course_id=self.planned.id)
        chart = self.env["acupuncture.treatment"]._start_for(session)
        self.assertEqual(chart.plan_id, plan)
        self.assertEqual(
            set(chart.needle_ids.mapped("point_id.code")), {"ST7", "LI4", "LR3"}
        )
        self.assertFalse(chart.closed_note)
