"""Findings: what is found, what the practitioner decides, and what that opens."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .screening_common import ScreeningCase


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningFinding(ScreeningCase):
    def effects(self, intake):
        return {f.item_id.code: f.effect for f in intake.finding_ids}

    def test_worst_on_top_with_the_words_of_the_client(self):
        intake = self.submit(
            {
                "LATEX": {"value": "yes", "detail": ""},
                "SKIN_LESION": "yes",
                "BOTOX": {"value": "yes", "on": "2026-02-25"},
                "PACEMAKER": "unknown",
                "IMMUNOSUPP": "yes",
            },
            medicines="Marcumar 3 mg",
        )
        codes = intake.finding_ids.sorted().mapped("item_id.code")
        ranks = [f.rank for f in intake.finding_ids.sorted()]
        self.assertEqual(ranks, sorted(ranks))
        self.assertEqual(codes[0], "SKIN_LESION")
        effects = self.effects(intake)
        self.assertEqual(effects["BOTOX"], "defer")
        self.assertEqual(effects["IMMUNOSUPP"], "clearance")
        self.assertEqual(effects["PACEMAKER"], "unclear")
        self.assertEqual(effects["LATEX"], "caution")
        botox = self.finding(intake, "BOTOX")
        self.assertEqual(botox.until, date(2026, 3, 11))
        self.assertIn("February 25, 2026", botox.words)

    def test_a_medicine_contradicts_a_no(self):
        intake = self.submit(medicines="Marcumar and warfarin")
        finding = self.finding(intake, "ANTICOAG")
        self.assertEqual(finding.effect, "unclear")
        self.assertIn("warfarin", finding.words)

    def test_facts_speak_for_themselves(self):
        intake = self.submit(
            birth_date="1945-01-01", skin_type="5", needle_comfort="afraid"
        )
        words = {f.item_id.code: f.words for f in intake.finding_ids}
        self.assertIn("January 1, 1945", words.get("FRAIL", "January 1, 1945"))
        self.assertIn("V:", words["PIH"])
        self.assertIn("Afraid of needles", words["NEEDLE_PHOBIA"])

    def test_a_healthy_client_has_none(self):
        self.assertFalse(self.submit().finding_ids)

    @users("test_practitioner")
    def test_one_click_each(self):
        intake = self.submit(
            {
                "LATEX": "yes",
                "MIGRAINE": "yes",
                "EPILEPSY": "yes",
                "IMMUNOSUPP": "yes",
                "BOTOX": {"value": "yes", "on": "2026-02-25"},
            }
        ).with_env(self.env)
        with self.assertRaisesRegex(UserError, "each finding first: 4 to go"):
            intake.action_mark_reviewed()
        self.finding(intake, "LATEX").action_accept("nitrile gloves")
        migraine = self.finding(intake, "MIGRAINE")
        migraine.defer_until = "2026-03-20"
        migraine.action_defer()
        self.finding(intake, "EPILEPSY").action_decline("uncontrolled")
        with self.assertRaisesRegex(UserError, "This finding cannot be accepted"):
            self.finding(intake, "IMMUNOSUPP").action_accept()
        self.finding(intake, "IMMUNOSUPP").action_ask_clearance()
        self.assertEqual(intake.clearance_count, 1)
        intake.action_mark_reviewed()  # a wash-out decides itself
        self.assertEqual(intake.state, "reviewed")
        self.assertEqual(intake.reviewed_by_id, self.env.user)
        latex = self.finding(intake, "LATEX")
        self.assertEqual(latex.decided_by_id, self.env.user)
        self.assertEqual(latex.decision_note, "nitrile gloves")
        self.assertEqual(migraine.until, date(2026, 3, 20))
        self.assertEqual(self.finding(intake, "EPILEPSY").effect, "stop")
        with self.assertRaisesRegex(UserError, "is not waiting"):
            intake.action_mark_reviewed()

    @users("test_practitioner")
    def test_the_review_screen_opens(self):
        intake = self.submit({"LATEX": "yes"}, goals="Look rested")
        with Form(intake.with_env(self.env)) as form:
            self.assertEqual(form.light, "amber")
            self.assertIn("Look rested", form.story_html)
            with form.finding_ids.edit(0) as row:
                row.decision_note = "nitrile gloves"
        finding = self.finding(intake, "LATEX")
        self.assertEqual(finding.decision_note, "nitrile gloves")
        self.assertIn(self.item("LATEX").guidance, finding.summary_html)
        for name in ("intake_action", "intake_action_review"):
            action = self.env["ir.actions.actions"]._for_xml_id(
                f"acupuncture_cosmetic.{name}"
            )
            with self.subTest(name):
                self.env[action["res_model"]].get_views(action["views"])
                self.assertIn("o_view_nocontent", action["help"])

    def test_the_menu_is_the_practitioners(self):
        menu = self.env.ref("acupuncture_cosmetic.menu_intakes_review")
        menus = self.env["ir.ui.menu"]
        for role, sees in (("practitioner", True), ("front_desk", False)):
            with self.subTest(role):
                shown = menus.with_user(self.users[role])._visible_menu_ids()
                self.assertEqual(menu.id in shown, sees)

    def test_deferring_takes_the_day_of_the_rule(self):
        intake = self.submit({"BOTOX": {"value": "yes", "on": "2026-02-25"}})
        botox = self.finding(intake, "BOTOX")
        botox.action_defer()
        self.assertEqual(botox.defer_until, date(2026, 3, 11))
        latex = self.submit({"LATEX": "yes"}, client=self.other_client)
        with self.assertRaisesRegex(UserError, "Until when"):
            self.finding(latex, "LATEX").action_defer()
        for day in ("2026-03-02", "9999-12-31"):
            with self.subTest(day), self.assertRaisesRegex(UserError, "Until when"):
                self.finding(latex, "LATEX").action_defer(until=day)

    def test_a_decision_is_taken_back_by_its_verb_only(self):
        intake = self.submit({"LATEX": "yes"})
        latex = self.finding(intake, "LATEX")
        latex.decision_note = "typed before"
        latex.action_accept()
        self.assertEqual(latex.decision_note, "typed before")
        for vals in ({"decision_note": "other"}, {"defer_until": "2026-05-01"}):
            with self.subTest(vals), self.assertRaises(UserError):
                latex.write(vals)
        latex.action_reopen()
        self.assertEqual((latex.decision, latex.decided_by_id.id), ("open", False))
        self.assertEqual(intake.undecided_count, 1)

    def test_the_desk_decides_nothing(self):
        latex = self.submit({"LATEX": "yes"}).finding_ids
        for verb in (
            "action_accept",
            "action_ask_clearance",
            "action_defer",
            "action_decline",
            "action_reopen",
        ):
            with self.subTest(verb), self.assertRaises(AccessError):
                getattr(latex.with_user(self.users["manager"]), verb)()

    def test_decisions_on_the_same_answer_are_carried_over(self):
        told = {"LATEX": "yes", "EPILEPSY": {"value": "yes"}, "MIGRAINE": "yes"}
        first = self.submit(told)
        for code in ("LATEX", "EPILEPSY", "MIGRAINE"):
            self.finding(first, code).action_accept(f"seen {code}")
        told["MIGRAINE"] = "unknown"
        second = self.submit(told)
        self.assertEqual(self.finding(second, "LATEX").decision, "accepted")
        self.assertEqual(
            self.finding(second, "EPILEPSY").decision_note, "seen EPILEPSY"
        )
        self.assertEqual(self.finding(second, "MIGRAINE").decision, "open")
        with self.assertRaisesRegex(UserError, "newer version"):
            self.finding(first, "LATEX").action_reopen()

    def test_another_date_is_another_answer(self):
        first = self.submit({"BOTOX": {"value": "yes", "on": "2026-02-20"}})
        self.finding(first, "BOTOX").action_decline()
        second = self.submit({"BOTOX": {"value": "yes", "on": "2026-03-01"}})
        self.assertEqual(self.finding(second, "BOTOX").decision, "open")

    def test_a_clearance_in_hand_counts_for_the_next_version(self):
        first = self.submit({"IMMUNOSUPP": "yes"})
        self.finding(first, "IMMUNOSUPP").action_ask_clearance()
        clearance = self.env["acupuncture.clearance"].search([])
        clearance.received_from = "Dr. Who"
        clearance.action_receive()
        self.finding(first, "IMMUNOSUPP").intake_id.action_mark_reviewed()
        self.assertEqual(self.alert().level, "green")
        second = self.submit({"IMMUNOSUPP": "yes", "LATEX": "unknown"})
        self.assertEqual(self.finding(second, "IMMUNOSUPP").to_decide, False)
