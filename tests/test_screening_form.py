"""The form of the health history: what it takes, what it refuses, nothing half."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.acupuncture_cosmetic.models.foundation.form_errors import (
    FormErrors,
)

from .screening_common import ScreeningCase


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningForm(ScreeningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.start()

    def errors(self, screen, values, draft=None):
        """Return the errors of a screen; nothing of it may be kept."""
        draft = draft or self.draft
        before = draft._screen_values(screen)
        with self.assertRaises(FormErrors) as caught, self.env.cr.savepoint():
            draft._save_screen(screen, values)
        self.assertEqual(draft._screen_values(screen), before)
        return caught.exception.errors

    def test_an_honest_form_goes_through_in_order(self):
        seen = []
        while screen := self.draft._first_open_screen():
            seen.append(screen)
            values = {
                "about": {"birth_date": "1980-05-04"},
                "skin": {"skin_type": "2"},
                "pregnancy": {"needle_comfort": "nervous"},
            }.get(screen, {})
            asked = screen in self.draft._questions_by_screen()
            if asked or screen == "concerns":
                values["none"] = True
            self.draft._save_screen(screen, values)
        self.assertEqual(seen, self.draft._screens())
        self.assertLessEqual(len(seen), 12)
        self.draft._submit("Clara Client", self.signature)
        self.assertEqual(self.draft.state, "submitted")

    def test_every_asked_question_has_an_answer_row(self):
        draft = self.fill(self.draft, {"BOTOX": {"value": "yes", "on": "2026-02-20"}})
        self.assertEqual(draft.answer_ids.item_id, draft._questions())
        values = {row.item_id.code: row.value for row in draft.answer_ids}
        self.assertEqual(values.pop("BOTOX"), "yes")
        self.assertEqual(set(values.values()), {"no"})

    def test_values_come_back_as_they_were_sent(self):
        sent = {
            "items": {
                "BOTOX": {"value": "yes", "on": "2026-02-20", "detail": ""},
                "FILLER": {"value": "unknown", "on": "", "detail": ""},
            }
        }
        self.draft._save_screen("procedures", sent)
        shown = self.draft._screen_values("procedures")
        for code, answer in sent["items"].items():
            self.assertEqual(shown["items"][code], answer)
        self.assertFalse(shown["none"])
        self.draft._save_screen("procedures", {"none": True})
        self.assertTrue(self.draft._screen_values("procedures")["none"])

    def test_silence_is_no_answer(self):
        for screen in ("heart_nerves", "procedures", "concerns"):
            with self.subTest(screen):
                self.assertIn("none", self.errors(screen, {}))
        both = {"none": True, "items": {"BOTOX": {"value": "yes"}}}
        self.assertIn("none", self.errors("procedures", both))

    def test_impossible_dates(self):
        for day in ("2026-02-30", "yesterday", "2026-13-01", "0000-00-00", "20260220x"):
            with self.subTest(day):
                items = {"BOTOX": {"value": "yes", "on": day}}
                errors = self.errors("procedures", {"items": items})
                self.assertEqual(set(errors), {"BOTOX.on"})

    def test_procedures_lie_in_the_past(self):
        self.draft._save_screen("about", {"birth_date": "1980-05-04", **self.about()})
        for day in ("2026-03-03", "1979-01-01"):
            with self.subTest(day):
                items = {"BOTOX": {"value": "yes", "on": day}}
                errors = self.errors("procedures", {"items": items})
                self.assertEqual(set(errors), {"BOTOX.on"})
        today = {"items": {"BOTOX": {"value": "yes", "on": "2026-03-02"}}}
        self.draft._save_screen("procedures", today)

    def about(self):
        asked = "about" in self.draft._questions_by_screen()
        return {"none": True} if asked else {}

    def test_today_is_the_clinics(self):
        """Half past eleven in the evening in Vienna is no longer today in Sydney."""
        with freeze_time("2026-03-02 22:30:00"):
            items = {"BOTOX": {"value": "yes", "on": "2026-03-03"}}
            self.assertTrue(self.errors("procedures", {"items": items}))
            self.company.resource_calendar_id.tz = "Australia/Sydney"
            self.draft._save_screen("procedures", {"items": items})

    def test_a_sane_date_of_birth(self):
        for day in ("", "2026-03-03", "1899-01-01", "1906-03-02"):
            with self.subTest(day):
                errors = self.errors("about", {"birth_date": day, **self.about()})
                self.assertEqual(set(errors), {"birth_date"})

    def test_a_minor_needs_a_guardian(self):
        minor = {"birth_date": "2008-03-03", **self.about()}
        self.assertEqual(
            set(self.errors("about", minor)),
            {"guardian_name", "guardian_relation", "guardian_email"},
        )
        parent = {"guardian_name": "Mona", "guardian_relation": "mother"}
        parent["guardian_phone"] = "+43 1 5550 1"
        self.draft._save_screen("about", {**minor, **parent})
        of_age = {"birth_date": "2008-03-02", **self.about()}
        self.draft._save_screen("about", of_age)

    def test_half_an_emergency_contact(self):
        half = {"birth_date": "1980-05-04", "emergency_name": "Max", **self.about()}
        self.assertEqual(set(self.errors("about", half)), {"emergency_phone"})

    def test_too_long_texts(self):
        errors = self.errors("medicines", {"medicines": "x" * 1_000_000, "none": True})
        self.assertIn("20000", errors["medicines"])
        long_name = {"birth_date": "1980-05-04", "emergency_name": "x" * 201}
        self.assertIn("emergency_name", self.errors("about", long_name | self.about()))

    def test_tampered_fields(self):
        for screen, values, key in (
            ("procedures", {"none": True, "state": "reviewed"}, "screen"),
            ("procedures", {"none": True, "client_id": 1}, "screen"),
            ("procedures", {"items": {"PREG": {"value": "yes"}}}, "items"),
            ("procedures", {"items": {"1 OR 1=1": {"value": "yes"}}}, "items"),
            ("procedures", {"items": ["BOTOX"]}, "items"),
            ("procedures", {"items": {"BOTOX": {"value": "maybe"}}}, "BOTOX"),
            ("procedures", {"items": {"BOTOX": {"value": ["yes"]}}}, "BOTOX"),
            ("procedures", {"items": {"BOTOX": "yes"}}, "BOTOX"),
            ("procedures", {"items": {"BOTOX": {"value": "yes", "id": 4}}}, "BOTOX"),
            ("skin", {"skin_type": "9", "none": True}, "skin_type"),
            ("skin", {"skin_type": {"$gt": ""}, "none": True}, "skin_type"),
            ("concerns", {"concerns": ["NO_SUCH"]}, "concerns"),
            ("concerns", {"concerns": [7]}, "concerns"),
            ("concerns", {"concerns": "WRINKLES"}, "concerns"),
            ("no_such_screen", {}, "screen"),
            ("__class__", {}, "screen"),
        ):
            with self.subTest(screen=screen, values=values):
                self.assertIn(key, self.errors(screen, values))

    def test_what_is_not_a_dictionary_is_empty(self):
        for values in (None, [], "none", 7):
            with self.subTest(values=values):
                self.assertIn("none", self.errors("procedures", values))

    def test_markup_stays_text(self):
        evil = "<script>alert(1)</script> {{ object.id }} ${7*7} \x00 %(name)s"
        intake = self.submit(medicines=evil, goals=evil)
        self.assertEqual(intake.medicines, evil.replace("\x00", ""))
        self.assertNotIn("<script", intake.story_html)
        self.assertIn("&lt;script&gt;", intake.story_html)

    def test_due_date(self):
        values = {"none": True, "needle_comfort": "fine"}
        for day in ("2027-03-02", "2025-12-01"):
            with self.subTest(day):
                errors = self.errors("pregnancy", {**values, "pregnancy_due_date": day})
                self.assertEqual(set(errors), {"pregnancy_due_date"})

    def test_nothing_is_submitted_half(self):
        with self.assertRaisesRegex(FormErrors, "Not complete yet"):
            self.draft._submit("Clara Client", self.signature)
        self.fill(self.draft)
        for name, signature in (
            ("", self.signature),
            ("  ", self.signature),
            ("Clara", None),
            ("Clara", "bm90IGEgcGljdHVyZQ=="),
        ):
            with self.subTest(name=name, signature=signature):
                with self.assertRaises(FormErrors), self.env.cr.savepoint():
                    self.draft._submit(name, signature)
                self.assertEqual(self.draft.state, "draft")

    def test_submitted_twice(self):
        self.fill(self.draft)._submit("Clara Client", self.signature)
        with self.assertRaisesRegex(UserError, "has been submitted"):
            self.draft._submit("Clara Client", self.signature)
        with self.assertRaisesRegex(UserError, "has been submitted"):
            self.draft._save_screen("procedures", {"none": True})

    def test_staff_meet_the_same_walls(self):
        draft = self.start(source="staff").with_user(self.users["practitioner"])
        row = draft.answer_ids.filtered(lambda r: r.item_id.code == "BOTOX")
        for record, vals in (
            (row, {"on_date": "2026-03-03"}),
            (draft, {"birth_date": "2026-03-03"}),
            (draft, {"pregnancy_due_date": "2020-01-01"}),
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                record.write(vals)

    def test_a_question_switched_off_leaves_the_form(self):
        self.env["acupuncture.contraindication.setting"].create(
            {"item_id": self.item("BOTOX").id, "enabled": False}
        )
        items = {"BOTOX": {"value": "yes"}}
        self.assertIn("items", self.errors("procedures", {"items": items}))

    def test_old_drafts_ask_what_is_new(self):
        self.item("BIOSTIM").core = False
        draft = self.fill(self.draft)
        self.env["acupuncture.contraindication.setting"].create(
            {"item_id": self.item("BIOSTIM").id, "enabled": True}
        )
        self.assertEqual(draft._first_open_screen(), "procedures")

    def test_an_own_clock_for_the_signature_is_not_needed(self):
        intake = self.submit()
        self.assertEqual(intake.valid_until.isoformat(), "2027-03-02")
        self.assertLess(intake.submitted_at - intake.signed_at, timedelta(seconds=1))
