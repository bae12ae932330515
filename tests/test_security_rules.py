"""A rule on a clinical event is sensitive, whoever makes it and by whatever way."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.acupuncture_cosmetic.models.followup.followup_rule import (
    CLINICAL_TRIGGERS,
)

from .followup_common import FollowupCase

OUTSIDERS = ("employee", "front_desk", "billing", "marketing", "manager")
# What may happen to anybody and tells of nobody's health.
NEUTRAL = {
    "session_booked",
    "session_done",
    "session_no_show",
    "session_changed",
    "session_unmarked",
    "course_mid",
    "course_end",
    "course_expiry",
    "course_stalled",
    "history_expiry",
    "consent_expiry",
    "photo_consent",
    "consent_taken_back",
    "call_asked",
}


@tagged("post_install", "-at_install")
class TestClinicalRules(FollowupCase):
    def model(self, role):
        return self.env["acupuncture.followup.rule"].with_user(self.users[role])

    def values(self, trigger="reaction_other", **values):
        return {
            "name": "Own",
            "code": f"OWN_{trigger}",
            "trigger": trigger,
            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            **values,
        }

    def test_every_event_is_clinical_or_neutral(self):
        triggers = dict(
            self.env["acupuncture.followup.rule"]._fields["trigger"].selection
        )
        self.assertEqual(set(triggers), NEUTRAL | set(CLINICAL_TRIGGERS))

    def test_made_by_the_lead_it_is_sensitive(self):
        for trigger in CLINICAL_TRIGGERS:
            with self.subTest(trigger):
                rule = self.model("clinical_lead").create(self.values(trigger))
                self.assertTrue(rule.sensitive)
                self.assertTrue(rule.copy().sensitive)
                self.refuse_open(rule, "write")
                self.refuse_open(rule, "copy")

    def refuse_open(self, rule, verb):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            with mute_logger("odoo.sql_db"):
                getattr(rule, verb)({"sensitive": False})
                self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(rule.sensitive)

    def test_an_open_one_is_refused_at_its_creation(self):
        lead = self.model("clinical_lead")
        for attempt in (
            lambda: lead.create(self.values(sensitive=False)),
            lambda: lead.with_context(default_sensitive=False).create(
                self.values(sensitive=False)
            ),
        ):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                with mute_logger("odoo.sql_db"):
                    attempt()
                    self.env.flush_all()

    def test_postgresql_refuses_it(self):
        self.assertSqlRefused(
            "UPDATE acupuncture_followup_rule SET sensitive = FALSE WHERE id = %s",
            self.rules["AE_24H"].id,
            words="clinical_check",
        )
        self.assertSqlRefused(
            "UPDATE acupuncture_followup_rule SET sensitive = NULL WHERE id = %s",
            self.rules["AE_24H"].id,
            words="clinical_check",
        )
        self.assertSqlRefused(
            "UPDATE acupuncture_followup SET trigger = 'pregnancy_due'"
            " WHERE id IN (SELECT min(id) FROM acupuncture_followup"
            " WHERE sensitive IS NOT TRUE)",
            words="clinical_check",
        )

    def test_import(self):
        kind = "mail.mail_activity_data_call"
        names = ["name", "code", "trigger", "activity_type_id/id"]
        row = ["Imported", "IMPORTED", "Serious reaction recorded", kind]
        lead = self.model("clinical_lead")
        loaded = lead.load(names, [row])
        self.assertTrue(lead.browse(loaded["ids"]).sensitive)
        with mute_logger("odoo.sql_db"):
            refused = lead.load([*names, "sensitive"], [[*row, "0"]])
        self.assertFalse(refused["ids"])
        refused = self.model("manager").load(names, [["I", "I2", *row[2:]]])
        self.assertFalse(refused["ids"])

    def test_a_neutral_rule_that_turns_clinical(self):
        self.run_due(days=15)
        rule = self.rules["STALLED"].with_user(self.users["clinical_lead"])
        followups = rule.followup_ids
        self.assertFalse(any(followups.mapped("sensitive")))
        rule.mail_template_id = False
        rule.write(
            {
                "trigger": "reaction_other",
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            }
        )
        self.assertTrue(rule.sensitive)
        self.assertTrue(all(followups.mapped("sensitive")), "they carry its name")
        self.assertFalse(self.course.activity_ids)

    def test_a_clinical_rule_that_turns_neutral_keeps_what_ran(self):
        rule = self.rules["AE_24H"]
        followup = self.Followup._sealed_create(
            [
                {
                    **rule._copy_terms(),
                    "rule_id": rule.id,
                    "trigger": rule.trigger,
                    "anchor": "reaction:1",
                    "company_id": self.company.id,
                    "client_id": self.client.id,
                    "event_at": self.env.cr.now(),
                    "due": self.env.cr.now(),
                }
            ]
        )
        rule.write({"trigger": "session_done", "sensitive": False})
        rule.action_apply_to_running()
        self.assertTrue(followup.sensitive)

    def test_the_manager_makes_none(self):
        rules = self.model("manager")
        for attempt in (
            lambda: rules.create(self.values()),
            lambda: rules.create(self.values(sensitive=True)),
            lambda: rules.with_context(default_trigger="needle_due").create(
                {k: v for k, v in self.values().items() if k != "trigger"}
            ),
            lambda: (
                self.rules["STALLED"]
                .with_user(self.users["manager"])
                .write({"trigger": "clearance_asked"})
            ),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()
        with self.assertRaisesRegex(AccessError, "clinical lead"):
            rules.create(self.values())
        self.env["ir.default"].with_user(self.users["manager"]).set(
            rules._name, "trigger", "reaction_serious", user_id=True
        )
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            rules.create({k: v for k, v in self.values().items() if k != "trigger"})

    def test_no_rule_of_the_manager_stands_for_a_clinical_one(self):
        """By its code, which anybody may guess."""
        shared = self.rules["AE_SERIOUS"]
        values = {"code": shared.code, "company_id": self.company.id, "active": False}
        own = self.model("manager").create(self.values("session_done", **values))
        self.assertFalse(shared._is_replaced(self.company))
        own.sudo().unlink()
        self.model("clinical_lead").create(self.values("reaction_serious", **values))
        self.assertTrue(shared._is_replaced(self.company))

    def test_nobody_else_reads_a_row(self):
        """Not by search, count, group, name, export or from another record."""
        sensitive = self.env["acupuncture.followup.rule"].search(
            [("sensitive", "=", True)]
        )
        self.assertLessEqual(
            set(CLINICAL_TRIGGERS) - {"pregnancy_due"},
            set(sensitive.mapped("trigger")),
        )
        for role in OUTSIDERS:
            rules = self.model(role)
            if not rules.has_access("read"):
                continue
            every = rules.with_context(active_test=False)
            clinical = [("trigger", "in", CLINICAL_TRIGGERS)]
            with self.subTest(role):
                self.assertFalse(every.search(clinical))
                self.assertFalse(every.search_count([("sensitive", "=", True)]))
                groups = every.formatted_read_group([], ["trigger"], ["__count"])
                self.assertFalse(
                    {group["trigger"] for group in groups} & set(CLINICAL_TRIGGERS)
                )
                self.assertFalse(every.name_search(sensitive[0].name, operator="="))
                with self.assertRaises(AccessError):
                    sensitive.with_user(self.users[role]).read(["name"])
                followups = self.Followup.with_user(self.users[role])
                found = followups.search([("rule_id.sensitive", "=", True)])
                self.assertFalse(found)

    def test_the_form_ticks_and_locks_it(self):
        with Form(self.model("clinical_lead")) as form:
            form.name = "Call after a bruise"
            form.code = "BRUISE_OWN"
            form.activity_type_id = self.env.ref("mail.mail_activity_data_call")
            form.trigger = "reaction_bruise"
            self.assertTrue(form.sensitive)
            with self.assertRaisesRegex(AssertionError, "readonly"):
                form.sensitive = False
        self.assertTrue(form.record.sensitive)
