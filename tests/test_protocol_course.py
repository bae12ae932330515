"""Products are sold by a protocol; what was sold keeps its revision."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .protocol_common import ProtocolCase


@tagged("post_install", "-at_install")
class TestProtocolCourse(ProtocolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.protocol.action_activate()
        cls.product = cls.make_product(
            "Course by test", list_price=800.0, protocol_id=cls.protocol.id
        )

    def rhythm(self, owner):
        return owner.phase_ids.mapped(
            lambda phase: (phase.session_count, phase.per_week)
        )

    def test_a_product_takes_what_is_not_given(self):
        self.assertEqual(self.product.session_count, 8)
        self.assertEqual(self.product.session_minutes, 50)
        self.assertEqual(self.product.technique_ids, self.needling | self.led)
        self.assertEqual(self.rhythm(self.product), [(6, 2), (2, 1)])
        given = self.make_product(
            "Given",
            protocol_id=self.protocol.id,
            session_minutes=75,
            technique_ids=[Command.set(self.needling.ids)],
        )
        self.assertEqual(given.session_minutes, 75)
        self.assertEqual(given.technique_ids, self.needling)
        self.assertEqual(given.session_count, 8)

    def test_another_protocol_replaces_the_terms(self):
        product = self.product_course.product_tmpl_id
        product.protocol_id = self.env.ref("acupuncture_cosmetic.protocol_NECK10")
        self.assertEqual(product.session_count, 10)
        self.assertEqual(self.rhythm(product), [(6, 2), (4, 1)])
        product.session_minutes = 99
        product.write({"protocol_id": product.protocol_id.id, "name": "Same"})
        self.assertEqual(product.session_minutes, 99)
        product.protocol_id = False
        self.assertEqual(product.session_count, 10)

    def test_pay_as_you_go_keeps_its_single_session(self):
        product = self.product_payg.product_tmpl_id
        product.protocol_id = self.protocol
        self.assertEqual(product.session_count, 1)
        self.assertEqual(product.session_minutes, 50)
        course = self.sell_course(self.product_payg, qty=3)
        self.assertEqual(course.session_count, 3)
        self.assertEqual(course.protocol_id, self.protocol)

    def test_the_product_form_fills_in(self):
        products = self.env["product.template"].with_user(self.users["manager"])
        form = Form(
            products.with_context(
                default_type="service", default_service_tracking="treatment_course"
            )
        )
        form.name = "From the form"
        form.protocol_id = self.protocol
        self.assertEqual(form.session_count, 8)
        product = form.save()
        self.assertEqual(self.rhythm(product), [(6, 2), (2, 1)])

    def test_a_copied_product_keeps_protocol_and_changes(self):
        self.product.product_tmpl_id.session_minutes = 90
        copy = self.product.product_tmpl_id.copy()
        self.assertEqual(copy.protocol_id, self.protocol)
        self.assertEqual(copy.session_minutes, 90)
        self.assertEqual(self.rhythm(copy), [(6, 2), (2, 1)])

    def test_a_seller_without_our_groups_sells_it(self):
        seller = self.users["marketing"]
        seller.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        order = self.sell(self.product, confirm=False).with_user(seller)
        order.action_confirm()
        course = order.sudo().course_ids
        self.assertEqual(course.protocol_id, self.protocol)
        self.assertEqual(course.technique_ids, self.needling | self.led)

    def test_activation_moves_products_not_courses(self):
        course = self.sell_course(self.product)
        draft = self.protocols.browse(self.protocol.action_revise()["res_id"])
        draft.phase_ids[1].session_count = 4
        draft.session_minutes = 55
        draft.with_user(self.lead).action_activate()
        self.assertEqual(self.product.protocol_id, draft)
        self.assertEqual(self.product.session_count, 10)
        self.assertEqual(self.product.session_minutes, 55)
        self.assertEqual(course.protocol_id, self.protocol)
        self.assertEqual(course.session_count, 8)
        self.assertEqual(course.newer_protocol_id, draft)
        later = self.sell_course(self.product, client=self.other_client)
        self.assertEqual((later.protocol_id, later.session_count), (draft, 10))
        self.assertFalse(later.newer_protocol_id)

    def test_products_of_other_clinics_move_too(self):
        other = self.env["res.company"].create({"name": "Other Clinic"})
        self.product.product_tmpl_id.company_id = other
        draft = self.protocols.browse(self.protocol.action_revise()["res_id"])
        draft.with_user(self.lead).action_activate()
        self.assertEqual(self.product.protocol_id, draft)

    def test_the_revision_of_a_sold_course_is_frozen(self):
        course = self.sell_course(self.product)
        newer = self.revise(self.protocol)
        for env in (self.env, self.env(user=self.users["manager"])):
            forged = course.with_env(env).with_context(acupuncture_revising=True)
            with self.assertRaises(UserError):
                forged.write({"protocol_id": newer.id})

    def update(self, course, role):
        wizards = self.env["acupuncture.course.revise"].with_user(self.users[role])
        action = course.with_user(self.users[role]).action_update_revision()
        wizard = wizards.with_context(**action["context"]).create({})
        wizard.action_apply()
        return wizard

    def test_a_practitioner_updates_the_course(self):
        course = self.sell_course(self.product)
        newer = self.revise(
            self.protocol,
            technique_ids=[Command.set(self.needling.ids)],
            session_minutes=70,
            phase_ids=[
                Command.clear(),
                Command.create({"session_count": 8, "per_week": 1}),
            ],
        )
        wizard = self.update(course, "practitioner")
        self.assertTrue(wizard.takes_rhythm)
        self.assertEqual(course.protocol_id, newer)
        self.assertEqual(course.technique_ids, self.needling)
        self.assertEqual(self.rhythm(course), [(8, 1)])
        self.assertEqual((course.session_count, course.session_minutes), (8, 50))
        self.assertEqual(len(course.credit_ids), 8)
        self.assertFalse(course.newer_protocol_id)
        self.assertIn("revision 2", course.message_ids[:1].body)

    def test_another_number_of_sessions_leaves_the_rhythm(self):
        course = self.sell_course(self.product)
        self.revise(
            self.protocol,
            phase_ids=[Command.clear(), Command.create({"session_count": 20})],
        )
        wizard = self.update(course, "manager")
        self.assertFalse(wizard.takes_rhythm)
        self.assertEqual(course.session_count, 8)
        self.assertEqual(self.rhythm(course), [(6, 2), (2, 1)])

    def test_the_desk_chooses_no_revision(self):
        course = self.sell_course(self.product)
        newer = self.revise(self.protocol)
        with self.assertRaises(AccessError):
            course.with_user(self.users["front_desk"])._update_to(newer)

    def test_only_the_newest_revision_of_an_open_course(self):
        course = self.sell_course(self.product)
        other = self.env.ref("acupuncture_cosmetic.protocol_NECK10")
        with self.assertRaises(UserError):
            course._update_to(other)
        newer = self.revise(self.protocol)
        course.order_id._action_cancel()
        self.assertFalse(course.newer_protocol_id)
        with self.assertRaises(UserError):
            course._update_to(newer)

    def published(self, topical):
        """Return Haghir 2025: twelve sessions, two a week, with adjuncts."""
        return self.make_protocol(
            "HAGHIR",
            points=("EX-HN3", "BL2", "GB14", "LI4", "LR3"),
            concern_ids=[
                Command.set(self.env.ref("acupuncture_cosmetic.concern_glabellar").ids)
            ],
            technique_ids=[Command.set((self.needling | self.led | topical).ids)],
            session_minutes=60,
            retention_minutes=25,
            phase_ids=[
                Command.create(
                    {"session_count": 12, "per_week": 2, "min_days": 2, "max_days": 5}
                )
            ],
            step_ids=[
                Command.create(
                    {
                        "kind": kind,
                        "name": kind,
                        "sequence": number,
                        "minutes": minutes,
                        "technique_id": technique and technique.id,
                        "optional": optional,
                    }
                )
                for number, (kind, minutes, technique, optional) in enumerate(
                    [
                        ("consult", 5, None, False),
                        ("body_points", 5, self.needling, False),
                        ("face_points", 10, self.needling, False),
                        ("retention", 25, None, False),
                        ("adjunct", 10, self.led, True),
                        ("removal", 5, None, False),
                        ("serum", 3, topical, False),
                        ("aftercare", 5, None, False),
                    ]
                )
            ],
        )

    def test_a_published_protocol_needs_no_free_text(self):
        topical = self.env.ref("acupuncture_cosmetic.technique_topical")
        protocol = self.published(topical)
        protocol.action_activate()
        product = self.make_product("Frown course", protocol_id=protocol.id)
        course = self.sell_course(product)
        self.assertEqual(course.session_count, 12)
        self.assertEqual(self.rhythm(course), [(12, 2)])
        self.assertEqual(protocol.needle_count, 9)
        self.assertEqual(
            protocol.step_ids.technique_id, self.needling | self.led | topical
        )
        self.assertEqual(
            protocol.step_ids.filtered("optional").mapped("kind"), ["adjunct"]
        )
        self.assertFalse(
            any(
                protocol[name]
                for name, field in protocol._fields.items()
                if field.type in ("text", "html") and field.store
            )
        )
