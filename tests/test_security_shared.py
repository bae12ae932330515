"""Two clinics in one database: what both live by, and who may change it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClinicCase
from .followup_common import FollowupCase

# Models that need no wall of this kind, each with the reason.
EXCEPTIONS = {
    "acupuncture.course.phase": "of a product, a course or a protocol: asks it",
    "acupuncture.intake.concern": "rows of a history",
    "acupuncture.treatment.supply": "rows of a treatment record",
    "acupuncture.addendum": "rows of a treatment record",
    "acupuncture.incident": "rows of a treatment record",
}


@tagged("post_install", "-at_install")
class TestSecurityShared(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far = cls.env["res.company"].create({"name": "Far clinic"})
        cls.env["resource.resource"].create(
            {"name": "Far room", "acupuncture_role": "room", "company_id": cls.far.id}
        )
        cls.lead = cls.users["clinical_lead"]

    def shared(self):
        """Yield every model of ours whose rows may be everybody's."""
        for name, model in sorted(self.env.registry.items()):
            if name.startswith("acupuncture.") and not model._abstract:
                if hasattr(model, "_refuse_for_others"):
                    yield self.env[name].with_user(self.lead)

    def test_every_model_without_a_clinic_has_the_wall(self):
        rows = self.env["ir.model.access"].search(
            [("model_id.model", "=like", "acupuncture.%"), ("perm_write", "=", True)]
        )
        open_models = {
            name
            for name in rows.model_id.mapped("model")
            if not self.env[name]._transient
            and not self.is_of_one_clinic(self.env[name])
        }
        walled = {model._name for model in self.shared()}
        self.assertEqual(open_models - walled - EXCEPTIONS.keys(), set())

    def is_of_one_clinic(self, model):
        field = model._fields.get("company_id")
        return field and (field.required or field.related or field.compute)

    def test_nobody_changes_what_another_clinic_uses_too(self):
        tried = 0
        for model in self.shared():
            record = model.search([("create_uid", "!=", False)], limit=1)
            if not record:
                continue
            text = next(
                name
                for name, field in record._fields.items()
                if field.store and field.type not in ("one2many", "many2many")
            )
            for change in (
                lambda r=record, t=text: r.write({t: r[t]}),
                lambda r=record: r.unlink(),
            ):
                tried += 1
                with (
                    self.subTest(model._name),
                    self.assertRaisesRegex(UserError, "Far clinic|stays as it is"),
                    self.env.cr.savepoint(),
                ):
                    change()
        self.assertGreater(tried, 20)

    def test_the_working_hours_of_another_clinic_are_its_own(self):
        theirs = self.far.resource_calendar_id
        ours = self.company.resource_calendar_id
        manager = self.users["manager"]
        for change in (
            lambda hours: hours.write({"tz": "Asia/Tokyo"}),
            lambda hours: hours.attendance_ids[0].write({"hour_from": 9}),
            lambda hours: hours.attendance_ids[0].unlink(),
        ):
            change(ours.with_user(manager))
            with self.assertRaises(AccessError):
                change(theirs.with_user(manager))
        self.assertTrue(theirs.with_user(manager).tz)

    def test_who_works_in_all_clinics_may(self):
        self.lead.company_ids = [Command.link(self.far.id)]
        policy = self.env["acupuncture.refund.policy"].search([], limit=1)
        policy.with_user(self.lead).name = "For both"
        self.assertEqual(policy.name, "For both")

    def test_a_company_that_is_no_clinic_stops_nobody(self):
        self.env["resource.resource"].search(
            [("company_id", "=", self.far.id)]
        ).acupuncture_role = False
        policy = self.env["acupuncture.refund.policy"].search([], limit=1)
        policy.with_user(self.lead).name = "Ours"
        self.assertEqual(policy.name, "Ours")

    def test_what_is_made_or_copied_is_the_clinics_own(self):
        for name in ("acupuncture.refund.policy", "acupuncture.protocol"):
            model = self.env[name].with_user(self.lead)
            with self.subTest(name):
                copy = model.search([("company_id", "=", False)], limit=1).copy()
                self.assertEqual(copy.company_id, self.company)
        policies = self.env["acupuncture.refund.policy"].with_user(self.lead)
        self.assertEqual(policies.create({"name": "New"}).company_id, self.company)
        with self.assertRaisesRegex(UserError, "Far clinic"):
            policies.create({"name": "For all", "company_id": False})
        with self.assertRaisesRegex(UserError, "Far clinic"):
            policies.search([("name", "=", "New")]).company_id = False


class TestSharedRules(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far = cls.env["res.company"].create({"name": "Far clinic"})
        cls.env["resource.resource"].create(
            {"name": "Far room", "acupuncture_role": "room", "company_id": cls.far.id}
        )
        cls.far_course = cls.env["acupuncture.course"].create(
            {
                "client_id": cls.client.id,
                "company_id": cls.far.id,
                "product_id": cls.product_course.id,
                "session_count": 3,
            }
        )
        cls.far_course.action_activate()
        cls.rule = cls.rules["PACKAGE_EXPIRY_30"]

    def own(self):
        return self.rule.with_user(self.users["clinical_lead"]).copy()

    def test_a_clinics_own_rule_stands_for_the_shared_one(self):
        own = self.own()
        self.assertEqual((own.code, own.company_id), (self.rule.code, self.company))
        own.delay += 5
        there, here = self.course_in(self.far), self.course_in(self.company)
        self.assertFalse(self.of(own, there) | self.of(self.rule, here))
        self.assertTrue(self.of(own, here) and self.of(self.rule, there))

    def test_an_archived_one_switches_it_off_here_alone(self):
        self.own().active = False
        self.assertFalse(self.of(self.rule, self.course_in(self.company)))
        self.assertTrue(self.of(self.rule, self.course_in(self.far)))

    def test_terms_reach_running_ones_of_ones_own_clinic(self):
        there = self.find(self.rule.code, self.far_course)
        here = self.find(self.rule.code, self.course)
        due = there.due
        self.rule.delay = 40
        self.rule.with_user(self.users["clinical_lead"]).action_apply_to_running()
        self.assertEqual(here.delay, 40)
        self.assertEqual((there.due, there.delay), (due, 30))

    def of(self, rule, course):
        return self.Followup.search(
            [("rule_id", "=", rule.id), ("course_id", "=", course.id)]
        )

    def course_in(self, company):
        course = self.env["acupuncture.course"].create(
            {
                "client_id": self.client.id,
                "company_id": company.id,
                "product_id": self.product_course.id,
                "session_count": 3,
            }
        )
        course.action_activate()
        return course
