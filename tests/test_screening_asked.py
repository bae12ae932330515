"""What a form leaves open: nobody accepts it, somebody asks, and it is written down."""

from datetime import date
from runpy import run_path

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users
from odoo.tools import file_path, mute_logger

from .screening_common import AskedCase

MIGRATION = "acupuncture_cosmetic/migrations/19.0.1.2.0/post-screening_answers.py"
# told in the form; then the verbs of the practitioner, as (code, verb, values); what
# is found now, on which item; and the light
STORIES = [
    ("toxin without a date waits for review",
     {"BOTOX": "yes"}, {}, [], "BOTOX", ("unclear", None), "review"),
    ("toxin, dated on the phone",
     {"BOTOX": "yes"}, {},
     [("BOTOX", {"on_date": "2026-02-25", "told_how": "phone"})],
     "BOTOX", ("defer", date(2026, 3, 11)), "deferred"),
    ("toxin, thirteen days ago",
     {"BOTOX": "yes"}, {}, [("BOTOX", {"on_date": "2026-02-17"})],
     "BOTOX", ("defer", date(2026, 3, 3)), "deferred"),
    ("toxin, fourteen days ago",
     {"BOTOX": "yes"}, {}, [("BOTOX", {"on_date": "2026-02-16"})],
     "BOTOX", ("over", None), "ok"),
    ("filler some day in February: the last of the month counts",
     {"FILLER": "yes"}, {},
     [("FILLER", {"on_date": "2026-02-05", "date_known": "month"})],
     "FILLER", ("defer", date(2026, 3, 28)), "deferred"),
    ("filler some day this year: today counts",
     {"FILLER": "yes"}, {},
     [("FILLER", {"on_date": "2026-01-05", "date_known": "year"})],
     "FILLER", ("defer", date(2026, 3, 30)), "deferred"),
    ("a cold sore without a date is a stop",
     {"HERPES": "yes"}, {}, [], "HERPES", ("stop", None), "stop"),
    ("the cold sore has gone",
     {"HERPES": "yes"}, {}, [("HERPES", {"on_date": "2026-02-16"})],
     "HERPES", ("over", None), "ok"),
    ("sunburnt, and still red",
     {"SUNBURN": "yes"}, {}, [("SUNBURN", {"ongoing": True})],
     "SUNBURN", ("stop", None), "stop"),
    ("surgery, dated, long ago: the letter is missing",
     {"SURGERY": "yes"}, {}, [("SURGERY", {"on_date": "2025-05-01"})],
     "SURGERY", ("clearance", None), "review"),
    ("not sure about the pacemaker",
     {"PACEMAKER": "unknown"}, {}, [], "PACEMAKER", ("unclear", None), "review"),
    ("not sure about the pacemaker: it is one",
     {"PACEMAKER": "unknown"}, {}, [("PACEMAKER", {})],
     "PACEMAKER_EA", ("stop", None), "review"),
    ("not sure about the pacemaker: it is none, the card was seen",
     {"PACEMAKER": "unknown"}, {},
     [("PACEMAKER", {"says": "not_applicable", "note": "Card of the loop recorder"})],
     "PACEMAKER_EA", ("over", None), "ok"),
    ("not sure whether pregnant: she is",
     {"PREG": "unknown"}, {}, [("PREG", {})], "PREG", ("clearance", None), "review"),
    ("a no that the medicines contradict: she does take it",
     {}, {"medicines": "Methotrexate 15 mg"},
     [("IMMUNOSUPP", {"told_how": "phone"})],
     "IMMUNOSUPP", ("clearance", None), "review"),
    ("a no that the medicines contradict: ended years ago",
     {}, {"medicines": "Methotrexate until 2019"},
     [("IMMUNOSUPP", {"says": "not_applicable", "note": "Dr. Frei writes",
                      "told_by": "doctor", "told_how": "letter"})],
     "IMMUNOSUPP", ("over", None), "ok"),
    ("something for the blood, since the thrombosis: it is one",
     {"ANTICOAG": "unknown"}, {}, [("ANTICOAG", {})],
     "ANTICOAG", ("caution", None), "review"),
]  # fmt: skip


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningAsked(AskedCase):
    def test_stories_through_the_models(self):
        clients = self.env["res.partner"].create([{"name": s[0]} for s in STORIES])
        for client, story in zip(clients, STORIES, strict=True):
            _tale, told, fields, asked, code, expected, light = story
            intake = self.submit(told, client=client, **fields)
            for question, answer in asked:
                self.told_of(intake, question, **answer)
            found = self.finding(intake, code)
            with self.subTest(client.name):
                self.assertEqual((found.effect, found.until or None), expected)
                if light != "review" and not found.to_decide:
                    intake.action_mark_reviewed()
                self.assertEqual(self.alert(client).code, light)

    def test_unclear_is_never_accepted(self):
        told = {"PACEMAKER": "unknown", "PREG": "unknown", "ANTICOAG": "unknown"}
        intake = self.submit({**told, "BOTOX": "yes", "HERPES": "yes"})
        for finding in intake.finding_ids.with_user(self.users["clinical_lead"]):
            with self.subTest(finding.item_id.code):
                self.assertTrue(finding.asks)
                with self.assertRaisesRegex(UserError, "not clear yet"):
                    finding.action_accept()
                with self.assertRaises(UserError):
                    finding.write({"decision": "accepted"})
                with self.assertRaises(UserError):
                    finding.sudo().write({"decision": "accepted"})
        with self.assertRaisesRegex(UserError, "each finding first"):
            intake.with_user(self.users["practitioner"]).action_mark_reviewed()

    def test_an_acceptance_by_the_back_door_opens_nothing(self):
        intake = self.submit({"PREG": "unknown", "BOTOX": "yes"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE acupuncture_finding SET decision = 'accepted'")
        self.env.invalidate_all()
        self.pass_night()
        self.assertEqual(self.light(), ("amber", "review"))
        self.assertTrue(all(intake.finding_ids.mapped("to_decide")))

    def test_a_running_wait_is_not_accepted(self):
        intake = self.submit({"BOTOX": {"value": "yes", "on": "2026-02-25"}})
        with self.assertRaisesRegex(UserError, "nothing to accept"):
            self.finding(intake, "BOTOX").action_accept()

    @users("test_practitioner")
    def test_the_dialog_asks_who_and_how(self):
        intake = self.submit({"PREG": "unknown"}).with_env(self.env)
        finding = self.finding(intake, "PREG")
        self.assertFalse(finding.said)
        self.assertNotIn("Told later", finding.summary_html)
        action = finding.action_answer_not()
        answers = self.env["acupuncture.finding.answer"]
        dialog = Form(answers.with_context(**action["context"]))
        self.assertEqual((dialog.told_by, dialog.told_how), ("client", "person"))
        dialog.told_how = "phone"
        with self.assertRaisesRegex(AssertionError, "note is a required field"):
            dialog.save()
        bare = {"finding_id": finding.id, "says": "not_applicable"}
        with self.assertRaisesRegex(UserError, "What is the “no” based on"):
            answers.create(bare)
        dialog.note = "Test negative this morning"
        answer = dialog.save()
        self.assertEqual((answer.user_id, answer.severity), (self.env.user, "absolute"))
        self.assertEqual(finding.effect, "over")
        self.assertIn("by phone, to test_practitioner on March 2, 2026", finding.said)
        self.assertIn("Test negative this morning", finding.summary_html)
        self.assertEqual(intake.asked_back_ids, answer)
        with Form(intake) as form:
            self.assertEqual(form.undecided_count, 0)

    def test_one_answer_counts_for_the_whole_question(self):
        intake = self.submit({"PREG": "unknown"})
        codes = [f.item_id.code for f in intake.finding_ids if f.asks]
        self.assertIn("PREG_EA", codes)
        self.told_of(intake, "PREG_EA")
        self.assertFalse([f for f in intake.finding_ids if f.asks])
        self.assertEqual(self.finding(intake, "PREG").effect, "clearance")
        self.assertEqual(self.finding(intake, "PREG_EA").effect, "stop")

    def test_the_newest_answer_counts_and_the_old_one_stays(self):
        intake = self.submit({"MIGRAINE": "unknown"})
        self.told_of(intake, "MIGRAINE")
        self.finding(intake, "MIGRAINE").action_accept("few needles")
        self.review(intake)
        self.assertEqual(self.light(), ("green", "ok"))
        self.told_of(
            intake, "MIGRAINE", says="not_applicable", note="Ended, says Dr. Frei"
        )
        self.assertEqual(self.finding(intake, "MIGRAINE").decision, "open")
        self.told_of(intake, "MIGRAINE")
        self.assertEqual(self.light(), ("amber", "caution"))
        self.assertEqual(len(intake.asked_back_ids), 3)

    def test_what_is_clear_is_not_talked_away(self):
        on = {"value": "yes", "on": "2026-02-25"}
        intake = self.submit({"BOTOX": on, "SKIN_LESION": "yes", "FILLER": "yes"})
        for code in ("BOTOX", "SKIN_LESION"):
            for says in ("not_applicable", "lapsed"):
                self.refuse("clear and stands", intake, code, says=says, note="x")
        self.refuse("clear and stands", intake, "SKIN_LESION", ongoing=True)
        self.refuse("When was it", intake, "BOTOX")
        self.refuse("only the day is missing", intake, "FILLER", says="not_applicable")
        self.refuse("When was it", intake, "FILLER")
        self.refuse("Who was it", intake, "FILLER", ongoing=True, told_by="doctor")
        for day in ("2026-03-03", "1979-01-01"):
            with self.subTest(day), self.assertRaises(UserError):
                self.told_of(intake, "FILLER", on_date=day)
        with self.assertRaisesRegex(IntegrityError, "one_when"):
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.told_of(intake, "FILLER", on_date="2026-02-01", ongoing=True)

    def test_a_dated_wait_is_only_made_longer(self):
        intake = self.submit({"SUNBURN": {"value": "yes", "on": "2026-02-25"}})
        burnt = self.finding(intake, "SUNBURN")
        self.told_of(intake, "SUNBURN", on_date="2026-02-01")
        self.assertEqual(burnt.until, date(2026, 3, 4))
        self.told_of(intake, "SUNBURN", ongoing=True)
        self.assertEqual((burnt.effect, burnt.until), ("stop", False))
        self.refuse("only the day", intake, "SUNBURN", says="not_applicable", note="x")
        self.told_of(intake, "SUNBURN", on_date="2026-02-28")
        self.assertEqual(burnt.until, date(2026, 3, 7))

    def test_only_who_decides_may_answer(self):
        intake = self.submit({"PREG": "unknown"})
        finding = intake.finding_ids[0]
        for role in ("front_desk", "manager", "billing", "marketing", "employee"):
            answers = self.env["acupuncture.finding.answer"].with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                answers.create({"finding_id": finding.id, "note": "x"})
            with self.subTest(role), self.assertRaises(AccessError):
                finding.with_user(self.users[role]).action_answer_not()

    def test_no_answer_is_forged(self):
        intake = self.submit({"PREG": "unknown"})
        answers = self.env["acupuncture.finding.answer"]
        answers = answers.with_user(self.users["practitioner"])
        lie = {"finding_id": intake.finding_ids[0].id, "says": "not_applicable"}
        lie["note"] = "x"
        stamps = {
            "at": "2020-01-01 00:00:00",
            "user_id": self.users["clinical_lead"].id,
            "severity": "info",
            "company_id": self.company.id,
        }
        with self.assertRaises(UserError):
            answers.create({**lie, **stamps})
        for name, value in stamps.items():
            with self.subTest(name):
                if name == "at":
                    with self.assertRaises(UserError):
                        answers.create({**lie, name: value})
                else:
                    answer = answers.create({**lie, name: value})
                    self.assertEqual(answer.user_id, self.users["practitioner"])
                    self.assertEqual(answer.severity, "absolute")
        keys = {"acupuncture_seal": True, "default_at": "2020-01-01 00:00:00"}
        with self.assertRaises(UserError):
            answers.with_context(**keys).create({**lie, **stamps})

    def test_postgresql_keeps_the_answers(self):
        intake = self.submit({"PREG": "unknown"})
        answer = self.told_of(intake, "PREG")
        for query in (
            "UPDATE acupuncture_finding_answer SET says = 'not_applicable'",
            "DELETE FROM acupuncture_finding_answer",
            "TRUNCATE acupuncture_finding_answer",
        ):
            self.assertSqlRefused(query)
        self.assertSqlRefused(
            "INSERT INTO acupuncture_finding_answer (finding_id, company_id, says,"
            " date_known, told_by, told_how, severity, user_id, at, note)"
            " SELECT finding_id, company_id, 'not_applicable', 'day', 'client',"
            " 'person', severity, user_id, at, ' ' FROM acupuncture_finding_answer"
        )
        with self.assertRaises(UserError):
            answer.sudo().write({"user_id": self.users["manager"].id})

    def test_another_clinic_answers_nothing(self):
        intake = self.submit({"PREG": "unknown"})
        other = self.env["res.company"].create({"name": "Other Clinic"})
        colleague = self.users["practitioner"]
        colleague.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            self.told_of(intake, "PREG", note="x")

    # the next version

    def test_what_goes_on_goes_on(self):
        first = self.submit({"ISOTRET_N": "yes"})
        self.told_of(first, "ISOTRET_MN", ongoing=True, told_how="phone")
        self.assertIn(self.item("ISOTRET_N"), first._asked_again())
        second = self.submit({"ISOTRET_N": "yes"})
        finding = self.finding(second, "ISOTRET_MN")
        self.assertEqual((finding.effect, finding.until), ("defer", False))
        self.assertEqual(second.asked_back_ids.told_how, "phone")
        with freeze_time("2027-02-27 09:00:00"):
            self.env.invalidate_all()
            self.assertEqual(finding.effect, "defer")

    def test_what_went_on_and_is_told_no_more_has_an_end(self):
        first = self.submit({"ISOTRET_N": "yes"})
        self.told_of(first, "ISOTRET_MN", ongoing=True)
        second = self.submit()
        finding = self.finding(second, "ISOTRET_MN")
        self.assertEqual((finding.asks, finding.effect), ("answer", "unclear"))
        third = self.submit()
        finding = self.finding(third, "ISOTRET_MN")
        self.assertEqual(finding.asks, "answer", "nobody has answered yet")
        self.told_of(third, "ISOTRET_MN", on_date="2026-02-01")
        self.assertEqual(finding.until, date(2026, 7, 31))

    def test_who_is_not_sure_again_is_asked_again(self):
        first = self.submit({"PREG": "unknown"})
        self.told_of(first, "PREG", says="not_applicable", note="Test negative")
        second = self.submit({"PREG": "unknown"})
        self.assertEqual(self.finding(second, "PREG").asks, "answer")

    def test_a_contradiction_that_was_settled_stays_settled(self):
        told = {"medicines": "Methotrexate until 2019"}
        first = self.submit(**told)
        no = {"says": "not_applicable", "note": "Ended in 2019"}
        self.told_of(first, "IMMUNOSUPP", **no)
        second = self.submit(**told)
        self.assertEqual(self.finding(second, "IMMUNOSUPP").effect, "over")
        third = self.submit(medicines="Methotrexate again")
        self.assertEqual(self.finding(third, "IMMUNOSUPP").asks, "answer")

    def test_a_day_told_since_stands_in_the_next_form(self):
        first = self.submit({"FILLER": "yes"})
        self.told_of(first, "FILLER", on_date="2026-02-20")
        draft = self.start()
        row = draft.answer_ids.filtered(lambda r: r.item_id.code == "FILLER")
        self.assertEqual(row.on_date, date(2026, 2, 20))
        draft.action_cancel()
        second = self.submit({"FILLER": "yes"})
        self.assertEqual(self.finding(second, "FILLER").asks, "date")

    def test_a_question_about_the_day_is_not_carried_over(self):
        self.submit({"ALCOHOL": "yes", "LATEX": "yes"})
        draft = self.start(source="staff")
        rows = {row.item_id.code: row.value for row in draft.answer_ids}
        self.assertEqual((rows["ALCOHOL"], rows["LATEX"]), (False, "yes"))

    def test_a_reviewed_finding_is_reopened_before_it_is_answered_anew(self):
        intake = self.submit({"PREG": "unknown"})
        self.finding(intake, "PREG").action_decline()
        self.refuse("Reopen it", intake, "PREG")
        self.submit({"PREG": "unknown"})
        self.finding(intake, "PREG").invalidate_recordset()
        self.refuse("newer version", intake, "PREG")

    def test_the_date_of_birth_is_not_talked_away(self):
        parent = {"guardian_name": "Mum", "guardian_relation": "mother"}
        parent["guardian_phone"] = "+43 1 5550 1"
        intake = self.submit(birth_date="2012-01-01", **parent)
        self.refuse("date of birth", intake, "MINOR", says="not_applicable", note="x")

    # defer

    @users("test_practitioner")
    def test_defer_offers_weeks_or_a_date(self):
        intake = self.submit({"LATEX": "yes", "MIGRAINE": "yes"}).with_env(self.env)
        for code, choice, until in (
            ("LATEX", "14", date(2026, 3, 16)),
            ("MIGRAINE", "28", date(2026, 3, 30)),
            ("LATEX", "day", date(2026, 5, 4)),
        ):
            finding = self.finding(intake, code)
            action = finding.action_ask_deferral()
            wizards = self.env["acupuncture.finding.defer"]
            dialog = Form(wizards.with_context(**action["context"]))
            dialog.choice = choice
            if choice == "day":
                dialog.until = until
            dialog.save().action_apply()
            with self.subTest(choice):
                self.assertEqual((finding.decision, finding.until), ("deferred", until))

    # from before

    def test_old_acceptances_of_what_is_unclear_are_taken_back(self):
        intake = self.submit({"PREG": "unknown", "LATEX": "yes"})
        self.finding(intake, "LATEX").action_accept("nitrile")
        self.finding(intake, "PREG")._sealed_write(
            {"decision": "accepted", "decided_by_id": self.env.uid}
        )
        intake._sealed_write({"state": "reviewed"})
        self.alert()._sealed_write({"level": "green", "code": "ok"})
        self.env.flush_all()
        run_path(file_path(MIGRATION))["migrate"](self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        finding = self.finding(intake, "PREG")
        self.assertEqual((finding.decision, finding.to_decide), ("open", True))
        self.assertIn("looked at again", finding.decision_note)
        self.assertEqual(self.finding(intake, "LATEX").decision, "accepted")
        self.assertEqual(self.light(), ("amber", "review"))
