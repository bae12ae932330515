"""The clinic's own phrases: offered below the notes of its charts, kept by a tap."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .chart_common import NOW, ChartCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartPhrase(ChartCase):
    def setUp(self):
        super().setUp()
        self.env["acupuncture.phrase"].search([]).active = False

    def phrases(self, role="practitioner"):
        return self.as_role(self.env["acupuncture.phrase"], role)

    def phrase(self, text, place="objective", role="practitioner", **values):
        return self.phrases(role).create({"text": text, "place": place, **values})

    def offered(self):
        chart = self.needled()
        chart.invalidate_recordset(["phrase_data"])
        return chart.phrase_data

    def test_a_chart_offers_the_phrases_of_its_clinic_by_field(self):
        self.phrase("Skin calm", sequence=20)
        self.phrase("Skin dry", sequence=10)
        self.phrase("Keep it up", "next_plan")
        shared = self.env["acupuncture.phrase"].create(
            {"text": "Slept well", "place": "subjective", "company_id": False}
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["acupuncture.phrase"].create(
            {"text": "Theirs", "place": "subjective", "company_id": elsewhere.id}
        )
        self.assertFalse(shared.company_id)
        self.assertEqual(
            self.offered(),
            {
                "objective": ["Skin dry", "Skin calm"],
                "next_plan": ["Keep it up"],
                "subjective": ["Slept well"],
            },
        )

    def test_what_is_kept_is_offered_once(self):
        phrases = self.phrases()
        self.assertEqual(
            phrases.action_keep("objective", " Firm \n jaw "), ["Firm jaw"]
        )
        self.assertEqual(phrases.action_keep("objective", "firm JAW"), ["Firm jaw"])
        self.assertEqual(phrases.action_keep("objective", "Pale"), ["Firm jaw", "Pale"])
        kept = phrases.search([("text", "=", "Firm jaw")])
        self.assertEqual(kept.company_id, self.company)

    def test_a_phrase_has_words_and_not_too_many(self):
        for text in ("", "   ", "x" * 201):
            with self.subTest(text[:3]), self.assertRaises(ValidationError):
                self.phrases().action_keep("objective", text)
        with self.assertRaises(ValueError):
            self.phrases().action_keep("allergies", "nowhere")

    def test_practitioners_change_their_own_and_the_lead_all(self):
        own, other = self.phrase("Mine"), self.phrase("Hers", role="clinical_lead")
        own.text = "Mine, better"
        with self.assertRaises(AccessError):
            self.as_role(other).text = "No longer hers"
        with self.assertRaises(AccessError):
            own.unlink()
        self.as_role(own, "clinical_lead").text = "The lead's"
        self.as_role(own, "clinical_lead").unlink()
        for role in ("front_desk", "manager", "marketing"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.phrases(role).action_keep("objective", "Nothing of theirs")

    def test_the_shipped_ones_stand_at_the_fields_of_the_note(self):
        shipped = self.env["acupuncture.phrase"].with_context(active_test=False)
        found = shipped.search([("create_uid", "=", self.env.ref("base.user_root").id)])
        self.assertEqual(
            set(found.mapped("place")),
            {"subjective", "objective", "assessment", "next_plan"},
        )

    def test_last_time_stands_beside_the_note(self):
        last = self.needled()
        last.write({"objective": "Jaw firm", "next_plan": "Add ST6"})
        self.assertFalse(last.words_before)
        self.counted(last).action_sign()
        chart = self.as_role(self.chart(self.started("2026-03-02 11:00:00")))
        self.assertEqual(chart.words_before["day"], "March 2, 2026")
        texts = chart.words_before["texts"]
        self.assertEqual(
            (texts["objective"], texts["next_plan"]), ("Jaw firm", "Add ST6")
        )
        self.counted(self.needled(chart.session_id)).action_sign()
        self.assertFalse(chart.words_before)

    def test_phrases_at_hand_are_for_those_who_may_read_them(self):
        """They are kept in memory by whoever asks first; that opens them to nobody."""
        self.phrase("Firm jaw")
        self.assertEqual(self.offered(), {"objective": ["Firm jaw"]})
        for role in ("front_desk", "billing", "marketing", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.phrases(role).action_keep("objective", "Firm jaw")

    def test_a_chart_of_no_clinic_of_ours_offers_nothing_of_theirs(self):
        theirs = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["acupuncture.phrase"].create(
            {"text": "Theirs", "place": "objective", "company_id": theirs.id}
        )
        both = self.users["clinical_lead"]
        both.company_ids |= theirs
        forged = {"company_id": theirs.id}
        ours = self.env["acupuncture.treatment"].with_user(both)
        told = ours.with_context(allowed_company_ids=theirs.ids).new(forged)
        self.assertEqual(told.phrase_data, {"objective": ["Theirs"]})
        told = self.as_role(ours).new(forged)
        self.assertNotIn("Theirs", str(told.phrase_data))
        told = ours.with_context(allowed_company_ids=self.company.ids).new(forged)
        self.assertNotIn("Theirs", str(told.phrase_data))

    def test_words_of_a_chart_are_kept_for_its_own_clinic(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        both = self.users["practitioner"]
        both.company_ids |= other
        phrases = self.phrases().with_context(
            allowed_company_ids=[other.id, self.company.id]
        )
        phrases.action_keep("objective", "Firm jaw", self.company.id)
        kept = self.env["acupuncture.phrase"].search([("text", "=", "Firm jaw")])
        self.assertEqual(kept.company_id, self.company)
        with self.assertRaises(AccessError):
            self.phrases("clinical_lead").action_keep("objective", "Theirs", other.id)

    def test_a_phrase_put_right_in_another_language_is_offered_so(self):
        self.env["res.lang"]._activate_lang("de_DE")
        phrase = self.phrase("Firm jaw")
        chart = self.needled().with_context(lang="de_DE")
        self.assertEqual(chart.phrase_data, {"objective": ["Firm jaw"]})
        phrase.update_field_translations("text", {"de_DE": "Kiefer fest"})
        chart.invalidate_recordset(["phrase_data"])
        self.assertEqual(chart.phrase_data, {"objective": ["Kiefer fest"]})
