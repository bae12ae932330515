"""Ratings: values of their scale, facts that stay, corrected by a new row."""

import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestOutcome(OutcomeCase):
    def refuse(self, message, **values):
        scale = values.pop("scale", self.grade)
        with (
            self.assertRaisesRegex(ValidationError, message),
            self.env.cr.savepoint(),
        ):
            self.rate(scale, values.pop("value", 1), **values)

    def test_values_lie_on_the_scale(self):
        self.refuse(
            "not a value of Grade, which goes from 0 to 4 in steps of 1", value=5
        )
        self.refuse("not a value of Grade", value=-1)
        self.refuse("not a value of Grade", value=1.5)
        self.assertEqual(self.rate(self.grade, 3).value_text, "3 · Deep")
        tenths = self.make_scale("TENTHS", 0, 48, step=0.1)
        self.assertEqual(self.rate(tenths, 4.7).value_text, "4.7")

    def test_what_a_scale_wants_to_know(self):
        self.refuse("one area at a time", concern_id=False)
        self.refuse(
            "compares with the time before", scale=self.change, phase="baseline"
        )
        self.refuse(
            "can only be rated by: Client", scale=self.content, rater="practitioner"
        )
        self.refuse("of one client", client_id=self.other_client.id)
        tomorrow = fields.Datetime.add(fields.Datetime.now(), days=1)
        self.refuse("future", measured_at=tomorrow)

    def test_who_rated_and_who_wrote(self):
        rating = self.rate(self.grade, 2)
        self.assertEqual(rating.user_id, self.users["practitioner"])
        self.assertEqual(rating.source, "clinic")
        self.assertEqual(rating.display_name, rating.name)
        for name, value in (("user_id", self.env.uid), ("source", "form")):
            with self.subTest(name), self.assertRaises(UserError):
                self.rate(self.grade, 2, **{name: value})

    def test_the_others_reach_nothing(self):
        self.rate(self.grade, 2)
        for role in ("front_desk", "billing", "marketing", "manager", "employee"):
            user = self.users[role]
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    self.outcomes.with_user(user).search([])
                with self.assertRaises(AccessError):
                    self.env["acupuncture.outcome.report"].with_user(user).search([])
                with self.assertRaises(AccessError):
                    self.env["acupuncture.results"].with_user(user)._open(self.client)
                if self.course.with_user(user).has_access("read"):
                    with self.assertRaises(AccessError):
                        self.course.with_user(user).action_view_results()

    # ------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------

    def test_nothing_of_a_rating_is_written(self):
        rating = self.rate(self.grade, 2)
        for caller in (rating, rating.sudo()):
            for vals in (
                {"value": 1},
                {"phase": "mid"},
                {"note": "x"},
                {"client_id": self.other_client.id},
                {"replaced_by_ids": [Command.clear()]},
            ):
                with self.subTest(vals), self.assertRaises(UserError):
                    caller.write(vals)
        with self.assertRaises(AccessError):
            rating.unlink()

    def test_postgresql_keeps_ratings_as_they_are(self):
        rating = self.rate(self.grade, 2)
        self.assertSqlRefused(
            "UPDATE acupuncture_outcome SET value = 1 WHERE id = %s", rating.id
        )
        self.assertSqlRefused(
            "DELETE FROM acupuncture_outcome WHERE id = %s", rating.id
        )
        self.assertSqlRefused("TRUNCATE acupuncture_outcome CASCADE")
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                rating.sudo()._sealed_write({"value": 1})
                self.env.flush_all()

    def test_postgresql_knows_the_scale(self):
        rating = self.rate(self.grade, 2)
        insert = """
            INSERT INTO acupuncture_outcome (name, company_id, client_id, scale_id,
                concern_id, rater, phase, measured_at, source, value)
            SELECT 'X', company_id, client_id, %s, %s, rater, %s, measured_at,
                source, %s
            FROM acupuncture_outcome WHERE id = %s
        """
        area, none = self.frown.id, None
        self.assertSqlRefused(insert, self.grade.id, area, "mid", 5, rating.id)
        self.assertSqlRefused(insert, self.grade.id, area, "mid", 2.5, rating.id)
        self.assertSqlRefused(insert, self.grade.id, none, "mid", 2, rating.id)
        self.assertSqlRefused(insert, self.change.id, none, "baseline", 1, rating.id)

    def test_clients_merge_with_their_ratings(self):
        rating = self.rate(self.grade, 2)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.client | self.other_client).ids, self.other_client)
        self.assertEqual(rating.client_id, self.other_client)

    def test_a_correction_is_a_new_row_that_says_why(self):
        wrong = self.rate(self.grade, 4)
        right = self.rate(self.grade, 2, replaces_id=wrong.id, reason="Mistyped")
        self.assertEqual(wrong.replaced_by_ids, right)
        standing = self.ours._standing([("course_id", "=", self.course.id)])
        self.assertEqual(standing, right)
        self.refuse("Enter why", replaces_id=right.id, reason=" ")
        self.refuse("correction keeps", replaces_id=right.id, reason="x", phase="mid")
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.rate(self.grade, 1, replaces_id=wrong.id, reason="Again")
        with self.assertRaisesRegex(UserError, right.name):
            wrong.action_correct()

    # ------------------------------------------------------------------
    # Scales
    # ------------------------------------------------------------------

    def test_a_scale_keeps_its_meaning_once_it_was_used(self):
        self.grade.step = 2
        self.grade.step = 1
        self.rate(self.grade, 2)
        lead = self.grade.with_user(self.users["clinical_lead"])
        for name, value in (("maximum", 5), ("direction", "higher"), ("step", 2)):
            with self.subTest(name), self.assertRaisesRegex(UserError, "new version"):
                lead.write({name: value})
        with self.assertRaises(UserError):
            lead.level_ids[0].value = 1
        with self.assertRaises(UserError):
            lead.level_ids[0].unlink()
        with self.assertRaises(UserError):
            lead.level_ids = [Command.create({"value": 4, "name": "Deepest"})]
        lead.write({"name": "Grade of lines", "maximum": "4"})
        self.assertEqual(lead.name, "Grade of lines")

    def test_words_stay_as_they_were_read(self):
        self.env["res.lang"]._activate_lang("de_DE")
        word, other = self.grade.level_ids
        word.name = "Not there"
        self.rate(self.grade, 3)
        self.rate(self.content, 5)
        lead = word.with_user(self.users["clinical_lead"])
        question = self.content.with_user(self.users["clinical_lead"])
        german = {"lang": "de_DE"}
        lead.with_context(**german).name = "Nicht da"  # a first translation adds a word
        question.update_field_translations("question", {"de_DE": "Zufrieden?"})
        attempts = (
            lambda: lead.write({"name": "Excellent"}),
            lambda: lead.with_context(**german).write({"name": "Sehr gut"}),
            lambda: lead.update_field_translations("name", {"en_US": "Excellent"}),
            lambda: lead.update_field_translations("name", {"de_DE": False}),
            lambda: lead.write({"scale_id": self.change.id}),
            lambda: lead.scale_id.write(
                {"level_ids": [Command.update(other.id, {"name": "Excellent"})]}
            ),
            lambda: self.change.level_ids[0].write({"scale_id": self.grade.id}),
            lambda: question.write({"question": "How bad is it?"}),
            lambda: question.update_field_translations("question", {"en_US": "Bad?"}),
            lambda: question.write({"unit": "cm"}),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(number), self.assertRaisesRegex(UserError, "new version"):
                attempt()
        lead.write({"name": "Not there", "value": 0})
        newer = self.grade.with_user(self.users["clinical_lead"]).copy()
        newer.level_ids[0].name = "Nothing to be seen"
        self.assertEqual(self.grade._label(0), "0 · Not there")
        self.assertEqual(self.grade.with_context(**german)._label(0), "0 · Nicht da")

    def test_versions_are_never_put_together(self):
        self.rate(self.grade, 3)
        newer = self.grade.copy()
        self.assertEqual(newer.version, "2")
        self.assertEqual(newer.copy().version, "3")
        self.rate(newer, 1, phase="mid")
        charts = self.ours._trend([("course_id", "=", self.course.id)])
        self.assertEqual([len(c["series"][0]["points"]) for c in charts], [1, 1])
        words = {c["series"][0]["words"] for c in charts}
        self.assertEqual(len(words), 1)
        self.assertIn("nothing to compare", words.pop())

    def test_only_what_fits_is_offered(self):
        both = self.frown | self.neck
        self.grade.concern_ids = self.neck
        offered = self.scales._offered("practitioner", "mid", both)
        self.assertEqual(
            offered, [(self.grade, self.neck), (self.change, self.frown.browse())]
        )
        self.assertEqual(
            self.scales._offered("practitioner", "mid", self.frown)[1:], []
        )
        before = self.scales._offered("practitioner", "baseline", both)
        self.assertEqual(before, [(self.grade, self.neck)])
        self.grade.baseline_only = True
        later = [
            scale for scale, _area in self.scales._offered("practitioner", "end", both)
        ]
        self.assertEqual(later, [self.change])
        asked = [scale for scale, _area in self.scales._offered("client", "mid", both)]
        self.assertNotIn(self.content, [scale for scale, _area in offered])
        self.assertIn(self.content, asked)


@tagged("post_install", "-at_install")
class TestOutcomeScreens(OutcomeCase):
    def dialog(self, action, role="practitioner"):
        model = self.env[action["res_model"]].with_user(self.users[role])
        return model.browse(action["res_id"])

    def rates(self):
        return self.env["acupuncture.outcome.rate"].with_user(
            self.users["practitioner"]
        )

    def test_the_quick_rating_asks_what_fits_and_writes_it(self):
        course = self.course.with_user(self.users["practitioner"])
        page = self.dialog(course.action_view_results())
        self.assertFalse(page.has_results)
        dialog = self.dialog(page.action_rate())
        self.assertEqual(dialog.phase, "baseline")
        keys = [row["key"] for row in dialog.rows]
        self.assertEqual(keys, [f"{self.grade.id}_{self.frown.id}"])
        with self.assertRaisesRegex(UserError, "Tap at least one"):
            dialog.action_save()
        with Form(dialog) as form:
            form.answers = {keys[0]: "3"}
            form.note = "Deep today"
        dialog.action_save()
        rating = self.ours.search([("course_id", "=", course.id)])
        self.assertEqual((rating.value, rating.note), (3, "Deep today"))
        self.assertEqual((rating.concern_id, rating.phase), (self.frown, "baseline"))
        self.assertFalse(dialog.exists(), "nothing clinical stays in its table")
        page.invalidate_recordset()
        self.assertTrue(page.has_results)

    def test_the_phase_changes_what_is_asked_and_shows_before(self):
        self.rate(self.grade, 3)
        dialog = self.dialog(self.rates()._open(self.client, self.course))
        with Form(dialog) as form:
            form.phase = "mid"
            form.rater = "practitioner"
        rows = {row["scale"]: row for row in dialog.rows}
        self.assertEqual(set(rows), {"Grade", "Change"})
        self.assertEqual(rows["Grade"]["before"], "3 · Deep")
        self.assertEqual(rows["Grade"]["choices"][3], ["3", "Deep"])
        with Form(dialog) as form:
            form.rater = "client"
        self.assertIn("Content", [row["scale"] for row in dialog.rows])

    def test_a_number_that_is_none_is_told(self):
        action = self.rates()._open(self.client, self.course)
        dialog = self.dialog(action)
        for typed, message in (("abc", "not a number"), ("7", "not a value of Grade")):
            dialog.answers = {f"{self.grade.id}_{self.frown.id}": typed}
            with self.subTest(typed), self.assertRaisesRegex(UserError, message):
                dialog.action_save()

    def test_correcting_by_the_dialog(self):
        wrong = self.rate(self.grade, 4)
        dialog = self.dialog(wrong.action_correct())
        self.assertEqual(len(dialog.rows), 1)
        dialog.answers = {dialog.rows[0]["key"]: "2"}
        dialog.reason = "Mistyped"
        dialog.action_save()
        self.assertEqual(wrong.replaced_by_ids.value, 2)
        self.assertEqual(wrong.replaced_by_ids.measured_at, wrong.measured_at)

    def test_a_signed_record_takes_no_rating(self):
        session = self.book("2026-03-02 09:00:00", course_id=self.course.id)
        session._sealed_write({"state": "in_treatment"})
        treatment = self.chart(session).with_user(self.users["practitioner"])
        dialog = self.dialog(treatment.action_rate())
        self.assertEqual(dialog.treatment_id, treatment)
        rating = self.rate(self.grade, 3, treatment_id=treatment.id)
        self.assertEqual(treatment.outcome_ids, rating)
        self.sign_chart(session)
        with self.assertRaisesRegex(UserError, "is signed"):
            self.rate(self.grade, 2, treatment_id=treatment.id)
        self.assertFalse(self.dialog(treatment.action_rate()).treatment_id)
        copy = """
            INSERT INTO acupuncture_outcome (name, company_id, client_id, scale_id,
                concern_id, rater, phase, measured_at, source, value, treatment_id)
            SELECT 'X', company_id, client_id, scale_id, concern_id, rater, phase,
                measured_at, source, value, treatment_id
            FROM acupuncture_outcome WHERE id = %s
        """
        self.assertSqlRefused(copy, rating.id)

    def test_lines_and_words_over_time(self):
        for day, value, phase in ((1, 4, "baseline"), (20, 3, "mid"), (40, 1, "end")):
            moment = f"2026-01-{day:02}" if day < 32 else "2026-02-09"
            self.rate(self.grade, value, phase, measured_at=f"{moment} 10:00:00")
        self.rate(self.content, 5, measured_at="2026-01-01 10:00:00")
        self.rate(self.content, 6, "mid", measured_at="2026-01-20 10:00:00")
        charts = {
            c["title"]: c
            for c in self.ours._trend([("course_id", "=", self.course.id)])
        }
        grade, content = charts["Grade"]["series"][0], charts["Content"]["series"][0]
        self.assertEqual([p["value"] for p in grade["points"]], [4, 3, 1])
        self.assertEqual(grade["words"], "4, now 1: better.")
        self.assertEqual(charts["Grade"]["direction"], "Lower is better")
        self.assertIn("two looks at the same face", content["words"])
        self.assertEqual(content["rater"], "client")

    def test_of_two_ratings_before_the_newer_counts(self):
        self.rate(self.grade, 4, measured_at="2026-01-01 10:00:00")
        self.rate(self.grade, 2, measured_at="2026-01-02 10:00:00")
        last = self.rate(self.grade, 2, "mid", measured_at="2026-01-20 10:00:00")
        every = self.ours.search([("course_id", "=", self.course.id)])
        self.assertEqual(every._first_and_last()[1], last)
        self.assertEqual(every._change_words(), "2, now 2: no change.")

    def test_many_ratings_cost_few_queries(self):
        def trend():
            return self.ours._trend([("course_id", "=", self.course.id)])

        self.rate(self.grade, 2)
        trend()
        few = self.spent(trend)
        for number in range(30):
            self.rate(self.grade, number % 5, "mid")
        self.assertEqual(self.spent(trend), few)

    def test_every_screen_opens(self):
        lead = self.users["clinical_lead"]
        for name in ("outcome_action", "review_action", "outcome_report_action"):
            action = self.env.ref(f"acupuncture_cosmetic.{name}")
            model = self.env[action.res_model].with_user(lead)
            with self.subTest(name):
                model.get_views([(False, mode) for mode in action.view_mode.split(",")])
                self.assertTrue(action.help)

    def test_the_day_decides_the_phase(self):
        with freeze_time("2026-03-02 12:00:00"):
            self.assertEqual(self.outcomes._phase_now(self.course), "baseline")
