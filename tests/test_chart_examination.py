"""Tongue and pulse: as many words as fit, frozen with the chart that names them."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .chart_common import NOW, ChartCase

LINKS = ("acupuncture_treatment_tongue_rel", "acupuncture_treatment_pulse_rel")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartExamination(ChartCase):
    def term(self, code):
        return self.env["acupuncture.examination.term"].search([("code", "=", code)])

    def examined(self, *codes, chart=None):
        chart = chart or self.needled()
        terms = self.env["acupuncture.examination.term"].union(*map(self.term, codes))
        pulse = terms.filtered(lambda term: term.kind == "pulse")
        chart.write({"tongue_ids": (terms - pulse).ids, "pulse_ids": pulse.ids})
        return chart

    def test_several_words_count_and_are_told(self):
        chart = self.needled()
        self.assertIn("tongue, pulse", chart.missing_text)
        words = ("pale", "tooth_marks", "thin_white", "wiry", "thready")
        chart = self.examined(*words, chart=chart)
        self.assertNotIn("tongue", chart.missing_text)
        self.assertNotIn("pulse", chart.missing_text)
        chart.tongue = "more on the left."
        self.assertEqual(
            chart.note_proposed.splitlines()[0],
            "Tongue: Pale, Tooth marks, Thin white, more on the left. "
            "Pulse: Wiry, Thready.",
        )

    def test_one_word_of_before_counts_and_is_told(self):
        chart = self.needled()
        chart.write({"tongue_body": "pale_red", "pulse_quality": "even"})
        self.assertNotIn("tongue", chart.missing_text)
        self.assertIn("Tongue: Pale red. Pulse: Even.", chart.note_proposed)
        self.counted(chart).action_sign()
        self.assertTrue(chart._is_intact())
        following = self.as_role(self.chart(self.started("2026-03-02 11:00:00")))
        terms = following.words_before["terms"]
        self.assertEqual(
            [
                [term["name"] for term in terms[name]]
                for name in ("tongue_ids", "pulse_ids")
            ],
            [["Light red"], ["Even"]],
        )

    def test_a_word_goes_where_it_belongs(self):
        chart = self.needled()
        for name, code in (("tongue_ids", "wiry"), ("pulse_ids", "pale")):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "wrong"):
                chart[name] = self.term(code)

    def test_signed_it_stays(self):
        chart = self.examined("pale", "wiry")
        self.counted(chart).action_sign()
        self.assertTrue(chart._is_intact())
        with self.assertRaisesRegex(UserError, "addendum"):
            chart.tongue_ids = [Command.link(self.term("red").id)]
        self.env.flush_all()
        more = self.term("red").id
        for table in map(SQL.identifier, LINKS):
            for query in (
                SQL("DELETE FROM %s WHERE treatment_id = %s", table, chart.id),
                SQL("INSERT INTO %s VALUES (%s, %s)", table, chart.id, more),
                SQL("UPDATE %s SET term_id = %s", table, more),
            ):
                with self.subTest(query.code), mute_logger("odoo.sql_db"):
                    with self.assertRaises(IntegrityError), self.cr.savepoint():
                        self.env.cr.execute(query)

    def test_the_order_of_the_catalogue_moves_no_hash(self):
        chart = self.examined("pale", "tooth_marks")
        self.counted(chart).action_sign()
        self.term("tooth_marks").sequence = 0
        self.term("pale").active = False
        self.env.invalidate_all()
        self.assertTrue(chart._is_intact())

    def test_a_signed_word_keeps_its_meaning(self):
        lead = self.users["clinical_lead"]
        pale, red = self.term("pale").with_user(lead), self.term("red").with_user(lead)
        chart = self.examined("pale")
        pale.name = "Pale indeed"  # no chart is signed with it
        self.counted(chart).action_sign()
        with self.assertRaisesRegex(UserError, "signed charts"):
            pale.name = "Rosy"
        with self.assertRaisesRegex(UserError, "signed charts"):
            pale.kind = "tongue_shape"
        red.name = "Rosy"
        pale.write({"sequence": 3, "name": "Pale indeed"})
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE acupuncture_examination_term SET name = "
                    "jsonb_build_object('en_US', 'Rosy') WHERE id = %s",
                    [pale.id],
                )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                pale.unlink()

    def test_the_lead_adds_words_of_the_clinic(self):
        values = {"name": "Geographic", "kind": "tongue_coat"}
        terms = self.env["acupuncture.examination.term"]
        with self.assertRaises(AccessError):
            self.as_role(terms).create(values)
        own = self.as_role(terms, "clinical_lead").create(values)
        self.assertEqual(own.company_id, self.company)
        chart = self.needled()
        chart.tongue_ids = self.as_role(own)
        self.assertEqual(chart._tongue_words(), "Geographic")

    def test_an_archived_word_stays_in_the_charts_that_name_it(self):
        chart = self.examined("pale", "wiry")
        (self.term("pale") | self.term("wiry")).active = False
        self.env.invalidate_all()
        self.assertEqual(
            (chart._tongue_words(), chart._pulse_words()), ("Pale", "Wiry")
        )
        self.counted(chart).action_sign()
        shown = chart.web_read(
            {"tongue_ids": {"fields": {"name": {}}}, "pulse_ids": {"fields": {}}}
        )[0]
        self.assertEqual([term["name"] for term in shown["tongue_ids"]], ["Pale"])
        self.assertEqual(len(shown["pulse_ids"]), 1)

    def test_words_are_those_of_its_clinic(self):
        theirs = self.env["res.company"].create({"name": "Elsewhere"})
        term = self.env["acupuncture.examination.term"].create(
            {"name": "Their word", "kind": "tongue_coat", "company_id": theirs.id}
        )
        chart = self.needled()
        with self.assertRaises(AccessError):
            chart.tongue_ids = [Command.link(term.id)]
        self.users["practitioner"].company_ids |= theirs
        both = chart.with_context(allowed_company_ids=[self.company.id, theirs.id])
        with self.assertRaisesRegex(UserError, "Their word"):
            both.tongue_ids = [Command.link(term.id)]

    def test_a_signed_word_stays_with_its_clinic_and_its_picture(self):
        """Whoever cannot see the word any more would not read the chart as signed."""
        theirs = self.env["res.company"].create({"name": "Elsewhere"})
        pale = self.term("pale")
        chart = self.examined("pale")
        with self.assertRaisesRegex(UserError, "other clinics"):
            pale.company_id = theirs
        pale.company_id = self.company
        pale.company_id = False
        self.counted(chart).action_sign()
        pale.active = False
        for values in ({"company_id": theirs.id}, {"code": "red"}, {"name": "Rosy"}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "is named in"):
                pale.write(values)
        self.assertSqlRefused(
            "UPDATE acupuncture_examination_term SET company_id = %s WHERE id = %s",
            theirs.id,
            pale.id,
        )
        self.env.invalidate_all()
        self.assertTrue(chart._is_intact())

    def test_a_word_can_be_copied(self):
        own = self.as_role(self.term("pale"), "clinical_lead").copy()
        again = own.copy()
        self.assertEqual(own.kind, "tongue_color")
        self.assertNotEqual(own.name, again.name)

    def test_the_form_knows_of_which_clinic_words_are_offered(self):
        views = self.as_role(self.env["acupuncture.treatment"])
        for name in ("treatment_view_form", "treatment_view_form_sign"):
            view = self.env.ref(f"acupuncture_cosmetic.{name}")
            self.assertIn('name="company_id"', views.get_view(view.id, "form")["arch"])
