"""What a clinic sets for itself, who may, and the history of severities."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.acupuncture_cosmetic import hooks

from .common import ClinicCase


@tagged("post_install", "-at_install")
class TestReferenceClinic(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env["acupuncture.contraindication"]
        cls.other = cls.env["res.company"].create({"name": "Other Clinic"})

    def item(self, code):
        return self.env.ref(f"acupuncture_cosmetic.item_{code.lower()}")

    def set_ours(self, code, role="clinical_lead", **values):
        settings = self.env["acupuncture.contraindication.setting"]
        settings = settings.with_user(self.users[role])
        return settings.create({"item_id": self.item(code).id, **values})

    def in_use(self, company=None):
        catalogue = self.items._catalogue(company or self.company)
        return {item.code: item for item in catalogue}

    def asked(self, **kwargs):
        return self.items._questions(self.company, **kwargs).mapped("code")

    # what the clinic sets

    def test_without_settings_the_default_questionnaire_counts(self):
        core = self.items.search([("core", "=", True)])
        self.assertEqual(set(self.in_use()), set(core.mapped("code")))

    def test_the_catalogue_takes_one_query(self):
        self.set_ours("BOTOX", use_own_days=True, defer_days=90)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.items._catalogue(self.company)

    def test_the_questions_take_as_many_queries_for_one_as_for_all(self):
        self.set_ours("BOTOX", question="Toxin?")
        for topic in ("procedures", "pregnancy", None):
            self.env.flush_all()
            self.env.invalidate_all()
            self.company.ensure_one()
            with self.subTest(topic), self.assertQueryCount(5):
                for item in self.items._questions(self.company, topic=topic):
                    item._question(self.company)

    def test_own_days_count_in_the_own_clinic_only(self):
        self.set_ours("BOTOX", use_own_days=True, defer_days=90)
        self.assertEqual(self.in_use()["BOTOX"].defer_days, 90)
        self.assertEqual(self.in_use(self.other)["BOTOX"].defer_days, 14)

    def test_own_days_wait_until_they_are_switched_on(self):
        self.set_ours("BOTOX", use_own_days=False, defer_days=90)
        self.assertEqual(self.in_use()["BOTOX"].defer_days, 14)

    def test_own_wording(self):
        self.set_ours("BOTOX", question="Any toxin in your face?")
        botox = self.item("BOTOX")
        self.assertEqual(botox._question(self.company), "Any toxin in your face?")
        self.assertIn("Botox", botox._question(self.other))

    def test_items_are_switched_on_and_off(self):
        self.set_ours("MIGRAINE", enabled=False)
        self.set_ours("LENSES", enabled=True)
        codes = self.in_use()
        self.assertNotIn("MIGRAINE", codes)
        self.assertIn("LENSES", codes)
        self.assertNotIn("MIGRAINE", self.asked())
        self.assertIn("LENSES", self.asked(topic="today"))
        self.assertIn("MIGRAINE", self.in_use(self.other))

    def test_an_archived_item_is_not_in_use(self):
        self.item("MIGRAINE").active = False
        self.assertNotIn("MIGRAINE", self.in_use())
        self.assertNotIn("MIGRAINE", self.asked())

    def test_a_shared_question_is_asked_while_one_of_its_items_is_in_use(self):
        self.set_ours("PREG", role="clinical_lead", enabled=False)
        self.assertNotIn("PREG", self.in_use())
        self.assertIn("PREG_EA", self.in_use())
        self.assertIn("PREG", self.asked(topic="pregnancy"))

    def test_items_without_own_question_and_derived_ones_are_never_asked(self):
        asked = self.asked()
        silent = (
            "PREG_EA",
            "PACEMAKER_EA",
            "ANTICOAG_MN",
            "EPILEPSY_EA",
            "MINOR",
            "NEEDLE_PHOBIA",
        )
        self.assertFalse(set(silent) & set(asked))

    def test_what_is_asked_does_not_hang_on_who_asked_first(self):
        self.item("BOTOX").active = False
        theirs = self.item("PEEL").with_company(self.other)
        theirs.setting_ids.create(
            {"item_id": theirs.id, "company_id": self.other.id, "enabled": False}
        )
        desk = self.items.with_user(self.users["front_desk"])
        for company in (self.company, self.other):
            asked = self.items._questions(company)
            self.env.registry.clear_cache()
            with self.subTest(company.name):
                first = desk.with_context(active_test=False)._questions(company)
                self.assertEqual(first.ids, asked.ids)
                self.assertEqual(self.items._questions(company), asked)

    def test_before_every_visit_the_critical_ones(self):
        critical = self.asked(critical_only=True)
        self.assertLessEqual(
            {"PREG", "ANTICOAG", "BOTOX", "FILLER", "FEVER", "HERPES"}, set(critical)
        )
        self.assertLess(len(critical), 12)

    def test_questions_come_in_the_order_of_the_form(self):
        asked = self.items._questions(self.company)
        self.assertEqual(asked.mapped("sequence"), sorted(asked.mapped("sequence")))

    def test_the_screen_shows_what_the_clinic_set(self):
        botox = self.item("BOTOX").with_user(self.users["practitioner"])
        self.assertFalse(botox.clinic_differs)
        self.set_ours("BOTOX", use_own_days=True, defer_days=90, question="Toxin?")
        self.assertEqual(
            (botox.clinic_enabled, botox.clinic_days, botox.clinic_question),
            (True, 90, "Toxin?"),
        )
        there = botox.with_context(allowed_company_ids=self.company.ids)
        self.assertTrue(there.clinic_differs)

    def test_search_by_what_is_in_use(self):
        self.set_ours("MIGRAINE", enabled=False)
        used = self.items.search([("clinic_enabled", "=", True)])
        unused = self.items.search([("clinic_enabled", "=", False)])
        self.assertEqual(len(used), 90)
        self.assertIn(self.item("MIGRAINE"), unused)
        self.assertEqual(used | unused, self.items.search([]))

    def test_set_for_our_clinic_opens_empty_and_then_the_same_row(self):
        botox = self.item("BOTOX").with_user(self.users["clinical_lead"])
        action = botox.action_set_for_clinic()
        self.assertFalse(action["res_id"])
        model = self.env[action["res_model"]].with_user(self.users["clinical_lead"])
        with Form(model.with_context(**action["context"])) as form:
            self.assertTrue(form.enabled)
            form.use_own_days = True
            form.defer_days = 21
        self.assertEqual(botox.action_set_for_clinic()["res_id"], form.record.id)

    # bad input

    def test_one_setting_per_clinic_and_item(self):
        self.set_ours("BOTOX")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.set_ours("BOTOX")

    def test_days_are_within_reason(self):
        for days in (-1, 3651):
            with self.subTest(days), self.assertRaises(IntegrityError):
                with mute_logger("odoo.sql_db"), self.cr.savepoint():
                    self.set_ours("BOTOX", use_own_days=True, defer_days=days)

    def test_what_does_not_end_gets_no_days(self):
        with self.assertRaises(ValidationError):
            self.set_ours("SKIN_LESION", use_own_days=True, defer_days=1)

    def test_a_stop_waits_at_least_a_day(self):
        with self.assertRaises(ValidationError):
            self.set_ours("HERPES", use_own_days=True, defer_days=0)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.item("HERPES").defer_days = 0
            self.env.flush_all()

    def test_items_are_switched_on_and_off_by_the_clinical_lead_alone(self):
        for code, enabled in (
            ("SKIN_LESION", False),
            ("MIGRAINE", False),
            ("LENSES", True),
        ):
            with self.subTest(code), self.assertRaises(AccessError):
                with self.cr.savepoint():
                    self.set_ours(code, role="manager", enabled=enabled)
        self.set_ours("SKIN_LESION", enabled=False)
        self.assertNotIn("SKIN_LESION", self.in_use())

    def test_the_manager_finds_no_way_round(self):
        """Days and use decide which day a client is told: they name who told what."""
        manager = self.users["manager"]
        wording = self.set_ours("BOTOX", role="manager", question="Toxin?")
        ours = self.set_ours("FILLER", use_own_days=True, defer_days=90)
        ways = (
            lambda: wording.write({"enabled": False}),
            lambda: wording.write({"use_own_days": True, "defer_days": 15}),
            lambda: wording.write({"item_id": self.item("HERPES").id}),
            lambda: wording.web_save({"use_own_days": True, "defer_days": 0}, {}),
            lambda: ours.with_user(manager).write({"defer_days": 29}),
            lambda: ours.with_user(manager).write({"use_own_days": False}),
            lambda: ours.with_user(manager).write({"company_id": self.other.id}),
            lambda: ours.with_user(manager).unlink(),
            lambda: self.set_ours("PEEL", role="manager", use_own_days=True),
            lambda: (
                self.items.with_user(manager)
                .browse(ours.item_id.id)
                .write({"setting_ids": [Command.update(ours.id, {"defer_days": 1})]})
            ),
            lambda: wording.with_context(
                default_enabled=False, default_use_own_days=True, default_defer_days=1
            ).create({"item_id": self.item("HERPES").id}),
            lambda: (
                wording.with_context(_force_unlink=True, acupuncture_seal=True)
                .browse(ours.id)
                .unlink()
            ),
            lambda: self.item("BOTOX").with_user(manager).write({"defer_days": 15}),
            lambda: self.item("BOTOX").with_user(manager).write({"active": False}),
        )
        before = {
            code: (i.defer_days, i.techniques) for code, i in self.in_use().items()
        }
        for number, way in enumerate(ways):
            with self.subTest(number), self.assertRaises(UserError):
                with self.cr.savepoint():
                    way()
            self.env.invalidate_all()
        after = {
            code: (i.defer_days, i.techniques) for code, i in self.in_use().items()
        }
        self.assertEqual(after, before)
        wording.question = "Toxin, ever?"
        wording.unlink()

    def test_each_change_of_a_rule_stands_in_the_history(self):
        techniques = ", ".join(self.item("BOTOX").technique_ids.mapped("name"))
        ours = self.set_ours("BOTOX", use_own_days=True, defer_days=90, reason="Ours")
        ours.with_user(self.users["clinical_lead"]).defer_days = 91
        ours.question = "Wording is no rule"
        ours.with_user(self.users["clinical_lead"]).enabled = False
        ours.with_user(self.users["clinical_lead"]).unlink()
        item = self.item("BOTOX").with_user(self.users["clinical_lead"])
        item.write({"defer_days": 10, "guidance": "x"})
        item.technique_ids = self.env.ref("acupuncture_cosmetic.technique_led")
        told = [(row.company_id.id, row.change) for row in item.change_ids.sorted("id")]
        clinic = self.company.id
        self.assertEqual(
            told,
            [
                (clinic, "Wash-out days: 14 → 90"),
                (clinic, "Wash-out days: 90 → 91"),
                (clinic, "In use: yes → no"),
                (clinic, "In use: no → yes"),
                (clinic, "Wash-out days: 91 → 14"),
                (False, "Wash-out days: 14 → 10"),
                (False, f"Techniques: {techniques} → LED light"),
            ],
        )
        self.assertEqual(item.change_ids.user_id, self.users["clinical_lead"])
        self.assertEqual(item.change_ids.sorted("id")[0].reason, "Ours")

    def test_the_other_clinicians_are_told(self):
        messages = self.env["mail.message"]
        last = messages.search([], order="id desc", limit=1).id or 0
        self.set_ours("BOTOX", use_own_days=True, defer_days=90)
        told = messages.search(
            [("id", ">", last), ("subject", "=", "A screening rule has changed")]
        )
        self.assertIn("14 → 90", told.body)
        self.assertIn(self.users["practitioner"].partner_id, told.partner_ids)
        others = ("clinical_lead", "manager", "front_desk", "marketing")
        for role in others:
            self.assertNotIn(self.users[role].partner_id, told.partner_ids)

    def test_an_item_needs_a_question(self):
        with self.assertRaises(ValidationError):
            self.items.create({"name": "X", "code": "X", "category": "age"})

    def test_an_answer_is_not_borrowed_twice(self):
        with self.assertRaises(ValidationError):
            self.item("MIGRAINE").question_of_id = self.item("PREG_EA")

    def test_techniques_do_not_need_each_other_in_a_ring(self):
        needling = self.env.ref("acupuncture_cosmetic.technique_needling")
        electro = self.env.ref("acupuncture_cosmetic.technique_electroacupuncture")
        with self.assertRaises(ValidationError):
            needling.requires_id = electro

    # who may

    def test_what_techniques_need_is_no_matter_of_prices(self):
        electro = self.env.ref("acupuncture_cosmetic.technique_electroacupuncture")
        seen = electro.with_user(self.users["manager"])
        seen.name = "Electro"
        with self.assertRaises(AccessError):
            seen.requires_id = False
        with self.assertRaises(UserError):
            seen.code = "electro"
        electro.with_user(self.users["clinical_lead"]).requires_id = False
        self.assertFalse(electro.requires_id)

    def test_the_desk_sets_nothing(self):
        for role in ("front_desk", "practitioner"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.set_ours("BOTOX", role=role)

    def test_another_clinic_is_out_of_reach(self):
        with self.assertRaises(AccessError):
            self.set_ours("BOTOX", company_id=self.other.id)

    def test_the_catalogue_itself_is_for_the_clinical_lead(self):
        for role in ("front_desk", "practitioner", "manager"):
            item = self.item("BOTOX").with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                item.question = "?"
        self.item("BOTOX").with_user(self.users["clinical_lead"]).guidance = "Ours"

    # severity

    def severity(self, code, severity, reason="Team meeting", role="clinical_lead"):
        item = self.item(code).with_user(self.users[role])
        item.action_set_severity(severity, reason)
        return item

    def test_severity_changes_with_reason_and_history(self):
        item = self.severity("MIGRAINE", "clearance_required")
        self.assertEqual(item.severity, "clearance_required")
        self.assertRecordValues(
            item.change_ids,
            [
                {
                    "user_id": self.users["clinical_lead"].id,
                    "what": "severity",
                    "from_severity": "caution",
                    "to_severity": "clearance_required",
                    "change": "Severity: Caution → Doctor's clearance",
                    "reason": "Team meeting",
                }
            ],
        )
        self.assertEqual(self.in_use()["MIGRAINE"].severity, "clearance_required")

    def test_severity_is_for_the_clinical_lead_alone(self):
        for role in ("front_desk", "practitioner", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.severity("MIGRAINE", "info", role=role)

    def test_severity_is_not_typed_in(self):
        item = self.item("MIGRAINE")
        for model in (item, item.with_user(self.users["clinical_lead"])):
            with self.assertRaises(UserError):
                model.write({"severity": "info"})
            with self.assertRaises(UserError):
                model.with_context(acupuncture_seal=True).severity = "info"

    def test_a_reason_is_needed(self):
        for reason in ("", "  ", False):
            with self.subTest(reason), self.assertRaises(UserError):
                self.severity("MIGRAINE", "info", reason=reason)

    def test_severity_is_one_of_four_and_another_one(self):
        for severity in ("harmless", "caution", False):
            with self.subTest(severity), self.assertRaises(UserError):
                self.severity("MIGRAINE", severity)

    def test_a_stop_is_never_less_than_a_clearance(self):
        for severity in ("caution", "info"):
            with self.subTest(severity), self.assertRaises(UserError):
                self.severity("SKIN_LESION", severity)
        self.severity("SKIN_LESION", "clearance_required")
        for severity in ("caution", "info"):
            with self.subTest(severity), self.assertRaises(UserError):
                self.severity("SKIN_LESION", severity)

    def test_the_wizard_asks_for_the_reason(self):
        lead = self.users["clinical_lead"]
        wizard = Form(
            self.env["acupuncture.severity.set"]
            .with_user(lead)
            .with_context(default_item_id=self.item("MIGRAINE").id)
        )
        wizard.severity = "info"
        with self.assertRaises(AssertionError):
            wizard.save()
        wizard.reason = "New guideline"
        wizard.save().action_apply()
        self.assertEqual(self.item("MIGRAINE").severity, "info")

    def test_the_history_is_append_only_for_everybody(self):
        change = self.severity("MIGRAINE", "info").change_ids
        self.env.flush_all()
        attacks = (
            "UPDATE acupuncture_severity_change SET reason = 'x' WHERE id = %s",
            "DELETE FROM acupuncture_severity_change WHERE id = %s",
            "TRUNCATE acupuncture_severity_change",
        )
        for attack in attacks:
            with self.subTest(attack), self.assertRaises(IntegrityError):
                with mute_logger("odoo.sql_db"), self.cr.savepoint():
                    self.cr.execute(attack, [change.id] if "%s" in attack else None)

    def test_the_history_is_written_by_the_verb_alone(self):
        values = {
            "item_id": self.item("MIGRAINE").id,
            "at": "2026-01-01 10:00:00",
            "user_id": self.env.uid,
            "from_severity": "caution",
            "to_severity": "info",
            "reason": "forged",
        }
        with self.assertRaises(UserError):
            self.env["acupuncture.severity.change"].create(values)
        change = self.severity("MIGRAINE", "info").change_ids.sudo()
        with self.assertRaises(UserError):
            change.reason = "forged"
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.item("MIGRAINE").unlink()

    # lights

    def test_a_changed_rule_wakes_the_lights(self):
        cron = self.env.ref("acupuncture_cosmetic.ir_cron_screening_lights")
        changes = (
            lambda: self.severity("MIGRAINE", "info"),
            lambda: self.set_ours("BOTOX"),
            lambda: self.item("BOTOX").setting_ids.write({"enabled": False}),
            lambda: self.item("BOTOX").setting_ids.unlink(),
        )
        for change in changes:
            triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
            triggers.unlink()
            change()
            self.assertTrue(triggers.search_count([("cron_id", "=", cron.id)]))

    # uninstall

    def test_uninstall_is_refused_while_health_records_exist(self):
        self.env["acupuncture.intake"]._start(self.client, self.company, "staff")
        with self.assertRaisesRegex(UserError, "uninstall_confirmed"):
            hooks._refuse_with_clinical_records(self.env)
        self.env["ir.config_parameter"].set_param(hooks.CONFIRMED, "1")
        hooks._refuse_with_clinical_records(self.env)
        with self.assertRaises(UserError):  # the confirmation counts once
            hooks._refuse_with_clinical_records(self.env)

    def test_uninstall_goes_on_without_health_records(self):
        for name in ("acupuncture.intake", "acupuncture.consent"):
            self.assertFalse(self.env[name].search_count([], limit=1))
        hooks._refuse_with_clinical_records(self.env)

    # screens

    def test_every_reader_opens_the_catalogues(self):
        for role in ("front_desk", "practitioner", "clinical_lead", "manager"):
            for name in ("contraindication", "concern", "technique"):
                model = self.env[f"acupuncture.{name}"].with_user(self.users[role])
                record = model.search([], limit=1)
                with self.subTest(role=role, model=name):
                    self.assertTrue(Form(record))

    def test_a_lead_adds_an_own_item(self):
        form = Form(self.items.with_user(self.users["clinical_lead"]))
        form.name = "Recent eyelash lift"
        form.code = "LASH_LIFT"
        form.category = "recent_procedures"
        form.topic = "procedures"
        form.question = "Have you had an eyelash lift?"
        form.core = True
        item = form.save()
        item.technique_ids = [
            Command.link(self.env.ref("acupuncture_cosmetic.technique_needling").id)
        ]
        self.assertEqual(self.in_use()["LASH_LIFT"].techniques, {"needling"})
