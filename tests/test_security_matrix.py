"""One readable table says who may do what; the guards keep later changes honest."""

from odoo import Command
from odoo.tests import tagged

from .common import ROLES, ClinicCase

OPERATIONS = {"c": "create", "r": "read", "u": "write", "d": "unlink"}

# model: (employee, front desk, practitioner, clinical lead, billing, marketing,
# manager)
# c create, r read, u update, d delete, - nothing
MATRIX = {
    # reference
    "acupuncture.concern":         ("-", "r", "r", "crud", "-", "r", "r"),
    "acupuncture.contraindication": ("-", "r", "r", "crud", "-", "-", "r"),
    "acupuncture.contraindication.setting":
                                   ("-", "r", "r", "crud", "-", "-", "crud"),
    "acupuncture.examination.term": ("-", "-", "r", "crud", "-", "-", "-"),
    "acupuncture.meridian":        ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.outcome.level":   ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.outcome.scale":   ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.point":           ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.point.needling":  ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.point.position":  ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.supply":          ("-", "r", "r", "crud", "-", "-", "crud"),
    "acupuncture.supply.lot":      ("-", "cru", "cru", "crud", "-", "-", "crud"),
    "acupuncture.screening.term":  ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.severity.change": ("-", "-", "r", "r", "-", "-", "r"),
    "acupuncture.technique":       ("r", "r", "r", "crud", "r", "r", "crud"),
    # protocol
    "acupuncture.protocol":        ("-", "r", "r", "crud", "r", "-", "r"),
    "acupuncture.protocol.point":  ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.protocol.step":   ("-", "-", "r", "crud", "-", "-", "r"),
    # course
    "acupuncture.course":          ("-", "ru", "ru", "crud", "r", "-", "crud"),
    "acupuncture.course.phase":    ("r", "r", "r", "crud", "r", "r", "crud"),
    "acupuncture.credit":          ("-", "r", "r", "r", "r", "-", "r"),
    "acupuncture.credit.move":     ("-", "r", "r", "r", "r", "-", "r"),
    "acupuncture.refund.policy":   ("r", "r", "r", "crud", "r", "r", "crud"),
    # schedule
    "acupuncture.booking":         ("-", "r", "r", "r", "-", "-", "r"),
    "acupuncture.licence.change":  ("-", "r", "r", "r", "r", "-", "r"),
    "acupuncture.delivery":        ("-", "r", "r", "r", "-", "-", "r"),
    "acupuncture.session":         ("-", "cru", "cru", "cru", "r", "-", "cru"),
    # screening
    "acupuncture.consent":         ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.consent.clause":  ("-", "r", "r", "crud", "-", "-", "crud"),
    "acupuncture.consent.template": ("-", "r", "r", "crud", "-", "-", "crud"),
    "acupuncture.consent.withdrawal": ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.clearance":       ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.client.alert":    ("-", "r", "r", "r", "-", "-", "r"),
    "acupuncture.form.attempt":    ("-", "-", "-", "-", "-", "-", "-"),
    "acupuncture.form.draft":      ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.form.link":       ("-", "r", "r", "r", "-", "-", "r"),
    "acupuncture.client.noted":    ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.finding":         ("-", "-", "ru", "ru", "-", "-", "-"),
    "acupuncture.finding.answer":  ("-", "-", "cr", "cr", "-", "-", "-"),
    "acupuncture.intake":          ("-", "-", "ru", "ru", "-", "-", "-"),
    "acupuncture.intake.answer":   ("-", "-", "ru", "ru", "-", "-", "-"),
    "acupuncture.intake.check":    ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.intake.concern":  ("-", "-", "crud", "crud", "-", "-", "-"),
    "acupuncture.override":        ("-", "-", "r", "cr", "-", "-", "-"),
    # chart
    "acupuncture.addendum":        ("-", "-", "cr", "cr", "-", "-", "-"),
    "acupuncture.incident":        ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.needle":          ("-", "-", "crud", "crud", "-", "-", "-"),
    "acupuncture.needle.removal":  ("-", "-", "cr", "cr", "-", "-", "-"),
    "acupuncture.needle.count":    ("-", "-", "crud", "crud", "-", "-", "-"),
    "acupuncture.outcome":         ("-", "-", "cr", "cr", "-", "-", "-"),
    "acupuncture.outcome.report":  ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.phrase":          ("-", "-", "cru", "crud", "-", "-", "-"),
    "acupuncture.photo":           ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.photo.use":       ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.plan":            ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.plan.point":      ("-", "-", "crud", "crud", "-", "-", "-"),
    "acupuncture.lot.use":         ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.reaction":        ("-", "-", "crud", "crud", "-", "-", "-"),
    "acupuncture.reaction.point.report":
                                   ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.reaction.report": ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.review":          ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.treatment":       ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.treatment.supply": ("-", "-", "crud", "crud", "-", "-", "-"),
    # followup
    "acupuncture.followup":        ("-", "ru", "ru", "ru", "-", "-", "ru"),
    "acupuncture.followup.rule":   ("-", "r", "r", "crud", "-", "-", "crud"),
}  # fmt: skip

# Health data: reached by clinicians alone. Later rooms fill this list.
CLINICAL = {
    "acupuncture.client.noted",
    "acupuncture.finding",
    "acupuncture.finding.answer",
    "acupuncture.finding.defer",
    "acupuncture.form.draft",
    "acupuncture.intake",
    "acupuncture.intake.answer",
    "acupuncture.intake.check",
    "acupuncture.intake.concern",
    "acupuncture.clearance",
    "acupuncture.consent",
    "acupuncture.consent.withdrawal",
    "acupuncture.override",
    "acupuncture.treatment",
    "acupuncture.needle",
    "acupuncture.reaction",
    "acupuncture.reaction.report",
    "acupuncture.reaction.point.report",
    "acupuncture.lot.use",
    "acupuncture.outcome",
    "acupuncture.outcome.report",
    "acupuncture.photo",
    "acupuncture.photo.use",
    "acupuncture.addendum",
    "acupuncture.incident",
    "acupuncture.needle.count",
    "acupuncture.needle.remove",
    "acupuncture.needle.removal",
    "acupuncture.needle.search",
    "acupuncture.plan",
    "acupuncture.plan.point",
    "acupuncture.review",
    "acupuncture.treatment.supply",
}
SHARED = (
    "res.partner",
    "crm.lead",
    "sale.order",
    "sale.order.line",
    "account.move",
    "account.move.line",
    "calendar.event",
    "calendar.attendee",
)
# Models whose rows belong to no single company.
NO_COMPANY = {
    "acupuncture.concern",
    "acupuncture.contraindication",
    "acupuncture.form.attempt",
    "acupuncture.meridian",
    "acupuncture.outcome.level",
    "acupuncture.outcome.scale",
    "acupuncture.point",
    "acupuncture.point.needling",
    "acupuncture.point.position",
    "acupuncture.screening.term",
    "acupuncture.technique",
}


def our_models(env):
    return [
        model
        for name, model in env.registry.items()
        if name.startswith("acupuncture.") and not model._abstract
    ]


@tagged("post_install", "-at_install")
class TestSecurityMatrix(ClinicCase):
    def test_the_table_is_the_truth(self):
        roles = ("employee", *ROLES)
        for model_name, rights in MATRIX.items():
            for role, letters in zip(roles, rights, strict=True):
                model = self.env[model_name].with_user(self.users[role])
                actual = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if model.has_access(operation)
                )
                with self.subTest(model=model_name, role=role):
                    self.assertEqual(actual or "-", letters)

    def test_every_model_stands_in_the_table(self):
        models = {model._name for model in our_models(self.env) if not model._transient}
        self.assertEqual(models, set(MATRIX))

    def test_no_access_row_without_group(self):
        rows = self.env["ir.model.access"].search(
            [("model_id.model", "=like", "acupuncture.%"), ("group_id", "=", False)]
        )
        self.assertFalse(rows.mapped("name"))

    def test_clinical_models_have_clinical_rows_only(self):
        clinical = self.env.ref("acupuncture_cosmetic.privilege_clinical").group_ids
        rows = self.env["ir.model.access"].search(
            [("model_id.model", "in", sorted(CLINICAL))]
        )
        self.assertFalse((rows.group_id - clinical).mapped("full_name"))

    def test_company_walls_are_global_rules(self):
        for model in our_models(self.env):
            if model._transient or model._name in NO_COMPANY:
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            with self.subTest(model._name):
                self.assertTrue(
                    any("company_ids" in rule.domain_force for rule in rules)
                )

    def test_business_models_check_their_company(self):
        for model in our_models(self.env):
            company = model._fields.get("company_id")
            links = [
                field
                for field in model._fields.values()
                if field.type == "many2one" and field.check_company
            ]
            with self.subTest(model._name):
                if links:
                    self.assertTrue(model._check_company_auto)
                    self.assertIsNotNone(company)

    def test_the_rhythm_of_a_sold_course_is_for_the_clinic(self):
        course = self.sell_course()
        of_product = self.product_course.product_tmpl_id.phase_ids
        for role, user in self.users.items():
            phases = self.env["acupuncture.course.phase"].with_user(user)
            with self.subTest(role):
                self.assertEqual(phases.search([]) & of_product, of_product)
                self.assertEqual(
                    bool(phases.search([("course_id", "=", course.id)])),
                    role not in ("employee", "marketing"),
                )

    def test_another_company_sees_nothing(self):
        self.book("2026-03-02 09:00:00", course_id=self.sell_course().id)
        policies = self.env["acupuncture.refund.policy"]
        policies.create({"name": "Ours", "company_id": self.company.id})
        self.env["acupuncture.client.alert"]._sealed_create(
            [{"client_id": self.client.id, "company_id": self.company.id}]
        )
        rule = self.env["acupuncture.followup.rule"].search([], limit=1)
        rule.copy({"company_id": self.company.id})
        item = self.env["acupuncture.contraindication"].create(
            {"name": "X", "code": "X", "category": "age", "question": "X?"}
        )
        item.setting_ids = [
            Command.create({"company_id": self.company.id, "enabled": True})
        ]
        self.env["acupuncture.consent.template"].create(
            {"name": "Ours", "code": "X", "company_id": self.company.id}
        )
        self.env["acupuncture.supply"].create(
            {
                "name": "Ours",
                "kind": "serum",
                "company_id": self.company.id,
                "lot_ids": [Command.create({"name": "L1"})],
            }
        )
        self.env["acupuncture.protocol"].create(
            {"name": "Ours", "code": "X", "company_id": self.company.id}
        )
        links = self.env["acupuncture.form.link"]
        self.client.email = "clara@example.com"
        links._send(self.client, self.company, "full")
        other = self.env["res.company"].create({"name": "Other Clinic"})
        manager = self.users["manager"]
        manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in our_models(self.env):
            if model._transient or "company_id" not in model._fields:
                continue
            mine = [("company_id", "=", self.company.id)]
            records = self.env[model._name]
            if records.with_user(manager).has_access("read"):
                with self.subTest(model._name):
                    self.assertTrue(records.search_count(mine, limit=1))
                    self.assertFalse(records.with_user(manager).search(mine))

    def test_fields_added_to_shared_models_carry_groups(self):
        """Only a stored link to a contact does not: the privacy lookup reads it."""
        bare = [
            f"{name}.{field.name}"
            for name in SHARED
            for field in self.env[name]._fields.values()
            if set(field._modules) == {"acupuncture_cosmetic"}
            and bool(field.groups) == self.is_stored_contact(field)
        ]
        self.assertFalse(bare)

    def is_stored_contact(self, field):
        contact = field.type == "many2one" and field.comodel_name == "res.partner"
        return contact and bool(field.store)

    def test_restricted_fields_are_no_oracle(self):
        """A groups= field that is searchable but not stored leaks (S2)."""
        leaks = [
            f"{model._name}.{field.name}"
            for model in self.env.registry.values()
            for field in model._fields.values()
            if "acupuncture_cosmetic" in field._modules
            and field.groups
            and not field.store
            and (field.search or (field.related and field.compute_sudo))
        ]
        self.assertFalse(leaks)

    def test_no_path_from_a_shared_model_into_a_clinical_one(self):
        paths = []
        for model in self.env.registry.values():
            if model._name in CLINICAL or model._abstract:
                continue
            for field in model._fields.values():
                into = field.comodel_name in CLINICAL if field.relational else False
                walled = field.type == "many2one" and field.store and field.groups
                if into and not walled:
                    paths.append(f"{model._name}.{field.name}")
        self.assertFalse(paths)

    def test_related_clinical_facts_are_read_as_the_user(self):
        """An onchange would else show a practitioner the facts of other clinics."""
        odd = [
            f"{name}.{field.name}"
            for name in CLINICAL & set(self.env.registry)
            for field in self.env[name]._fields.values()
            if field.related and not field.store and field.compute_sudo
            if self.env[name]._fields[field.related.split(".")[0]].comodel_name
            in CLINICAL
        ]
        self.assertFalse(odd, "give them related_sudo=False")

    def test_clinical_models_are_silent(self):
        for name in CLINICAL & set(self.env.registry):
            model = self.env.registry[name]
            with self.subTest(name):
                self.assertNotIn("message_ids", model._fields)
                self.assertNotIn("activity_ids", model._fields)
                self.assertFalse(getattr(model, "_mailing_enabled", False))
