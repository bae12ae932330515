"""What clients write of themselves, and a review that decides about what is planned."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .screening_common import AskedCase

REVIEW, OK = ("amber", "review"), ("green", "ok")
# told in the form, what is written besides, item -> effect, what is left to decide, and
# the light once everything that can be accepted is
STORIES = [
    ("Xeralto, misspelt",
     {}, {"medicines": "Xeralto 20"}, {"ANTICOAG": "unclear"}, REVIEW),
    ("warfrin, misspelt",
     {}, {"medicines": "warfrin 3"}, {"ANTICOAG": "unclear"}, REVIEW),
    ("Sintron, as everybody in Spain spells it",
     {}, {"medicines": "sintron"}, {"ANTICOAG": "unclear"}, REVIEW),
    ("Thrombosespritzen, told as a detail of something else",
     {"STEROID": {"value": "yes", "detail": "Salbe; auch Thrombosespritzen"}}, {},
     {"ANTICOAG": "unclear", "STEROID": "caution"}, REVIEW),
    ("Puri-Nethol for the bowels",
     {}, {"medicines": "Puri-Nethol 50"}, {"IMMUNOSUPP": "unclear"}, REVIEW),
    ("a kidney from her sister",
     {}, {"lifestyle": "Kidney transplant 2015, yoga"},
     {"IMMUNOSUPP": "unclear"}, REVIEW),
    ("Vitamin-A-Säure in the evening",
     {}, {"medicines": "Vitamin-A-Säure Creme"},
     {"RETINOID_TOP": "unclear"}, REVIEW),
    ("neue Herzklappe",
     {}, {"lifestyle": "2018 neue Herzklappe"}, {"VALVE": "unclear"}, REVIEW),
    ("peacemaker",
     {}, {"lifestyle": "Peacemaker since 2021"},
     {"PACEMAKER": "unclear", "PACEMAKER_EA": "unclear"}, REVIEW),
    ("12. SSW, and no to the question",
     {}, {"lifestyle": "12. SSW"}, {"PREG": "unclear"}, REVIEW),
    ("forgot the Eliquis today",
     {}, {"medicines": "no Eliquis this morning"}, {"ANTICOAG": "unclear"}, REVIEW),
    ("not pregnant, no diabetes, no epilepsy, she writes to be helpful",
     {}, {"lifestyle": "Not pregnant, no diabetes, no epilepsy"}, {}, OK),
    ("melasma since a pregnancy",
     {}, {"lifestyle": "Flecken seit meiner Schwangerschaft 2015"}, {}, OK),
    ("hay fever, and not allergic to latex",
     {}, {"allergies": "Birch and willow pollen. Not allergic to latex"}, {}, OK),
    ("a healthy list of medicines",
     {}, {"medicines": "L-Thyroxin, Yasmin, Inulin, Magnesium, Vitamin D3"}, {}, OK),
    ("an alternative to Botox is what she wants",
     {}, {"goals": "A natural alternative to Botox"}, {}, OK),
    ("inflamed acne: a caution for needles, no roller",
     {"ACNE_ACTIVE": "yes"}, {},
     {"ACNE_ACTIVE": "caution", "ACNE_MN": "stop"}, OK),
    ("rosacea in flare: a caution for needles, no roller",
     {"ROSACEA_FLARE": "yes"}, {},
     {"ROSACEA_FLARE": "caution", "ROSACEA_MN": "stop"}, OK),
    ("warfarin: the roller that nobody plans is not decided",
     {"ANTICOAG": "yes"}, {},
     {"ANTICOAG": "caution", "ANTICOAG_MN": "clearance"}, OK),
    ("quiet psoriasis: neither here",
     {"PSORIASIS": "yes"}, {},
     {"PSORIASIS": "caution", "PSORIASIS_MN": "clearance"}, OK),
]  # fmt: skip


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningClinic(AskedCase):
    def plan(self, *codes):
        """Let a course with these techniques run."""
        techniques = self.env["acupuncture.technique"].search([("code", "in", codes)])
        course = self.env["acupuncture.course"].create(
            {
                "client_id": self.client.id,
                "product_id": self.product_course.id,
                "technique_ids": [Command.set(techniques.ids)],
                "session_minutes": 30,
                "session_count": 6,
            }
        )
        course.action_activate()
        self.env.invalidate_all()
        return course

    def waiting(self, intake):
        return set(intake.finding_ids.filtered("to_decide").mapped("item_id.code"))

    def test_stories_through_the_models(self):
        clients = self.env["res.partner"].create([{"name": s[0]} for s in STORIES])
        for client, story in zip(clients, STORIES, strict=True):
            _tale, told, written, expected, light = story
            intake = self.submit(told, client=client, **written)
            found = {f.item_id.code: f.effect for f in intake.finding_ids}
            with self.subTest(client.name):
                self.assertEqual({c: found.get(c) for c in expected}, expected)
                if not expected:
                    self.assertFalse(found)
                waiting = intake.finding_ids.filtered("to_decide")
                waiting = waiting.with_user(self.users["practitioner"])
                waiting.filtered(lambda f: f.effect == "caution").action_accept()
                if light == OK:
                    intake.with_user(self.users["practitioner"]).action_mark_reviewed()
                alert = self.alert(client)
                self.assertEqual((alert.level, alert.code), light)

    def test_a_roller_that_is_added_later_is_decided_then(self):
        intake = self.submit({"ANTICOAG": "yes", "PSORIASIS": "yes"})
        self.review(intake)
        self.assertFalse(self.waiting(intake))
        self.assertEqual(self.light(), OK)
        self.plan("needling", "microneedling")
        self.assertEqual(self.waiting(intake), {"ANTICOAG_MN", "PSORIASIS_MN"})
        self.assertEqual(self.light(), ("amber", "clearance"))
        with self.assertRaisesRegex(UserError, "cannot be accepted"):
            self.finding(intake, "ANTICOAG_MN").action_accept()

    def test_what_is_planned_is_decided_and_nothing_else(self):
        self.plan("needling")
        intake = self.submit({"NUT_OIL": "yes", "PHOTOSENS": "yes", "LATEX": "yes"})
        self.assertEqual(self.waiting(intake), {"LATEX"})
        self.plan("needling", "led")
        self.assertEqual(self.waiting(intake), {"LATEX", "PHOTOSENS"})

    def test_before_a_course_all_that_the_clinic_offers_is_decided(self):
        intake = self.submit({"PHOTOSENS": "yes", "ANTICOAG": "yes"})
        self.assertEqual(self.waiting(intake), {"PHOTOSENS", "ANTICOAG"})

    def test_what_was_accepted_for_needles_is_not_accepted_for_the_stone(self):
        stone = self.env.ref("acupuncture_cosmetic.technique_gua_sha_cupping")
        item = self.item("ANTICOAG")
        item.technique_ids -= stone
        self.plan("needling", "gua_sha_cupping")
        intake = self.submit({"ANTICOAG": "yes"})
        finding = self.finding(intake, "ANTICOAG")
        finding.action_accept("shallow")
        self.review(intake)
        self.assertEqual(finding.decided_for, "needling")
        self.assertEqual(self.light(), OK)
        item.technique_ids |= stone
        self.env.flush_all()
        self.env.invalidate_all()
        self.pass_night()
        self.assertEqual(self.light(), ("amber", "caution"))
        self.assertEqual(self.waiting(intake), {"ANTICOAG"})
        finding.action_accept()
        self.assertEqual(self.light(), OK)
        self.assertFalse(self.waiting(intake))
        self.assertEqual(finding.decided_for, "gua_sha_cupping,needling")

    def test_the_next_version_keeps_what_the_acceptance_was_about(self):
        first = self.submit({"LATEX": "yes", "ANTICOAG": "yes"})
        self.finding(first, "ANTICOAG").action_accept("shallow")
        second = self.submit({"LATEX": "yes", "ANTICOAG": "yes"})
        finding = self.finding(second, "ANTICOAG")
        self.assertEqual(finding.decision, "accepted")
        self.assertEqual(finding.decided_for, "gua_sha_cupping,needling")

    def test_nobody_types_in_what_an_acceptance_was_about(self):
        intake = self.submit({"ANTICOAG": "yes"})
        finding = self.finding(intake, "ANTICOAG")
        finding.action_accept()
        with self.assertRaises(UserError):
            finding.decided_for = "microneedling"
        with self.assertRaises(UserError):
            finding.sudo().write({"decided_for": False})
