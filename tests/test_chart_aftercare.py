"""The page the client takes home fits the session; mails say the same to everybody."""

from odoo.exceptions import AccessError
from odoo.tools import html2plaintext

from odoo.addons.acupuncture_cosmetic.demo.ready import fill_history

from .reaction_common import ReactionCase

REPORT = "acupuncture_cosmetic.report_aftercare"
BRUISE, MEDICINE = "seven to ten days", "Do not stop or change"


class TestChartAftercare(ReactionCase):
    def page(self, role="practitioner", treatment=None):
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        self.env.flush_all()
        html, _kind = reports._render_qweb_html(
            REPORT, (treatment or self.treatment).ids
        )
        return html2plaintext(html.decode())

    def test_the_text_of_the_protocol_is_on_the_page(self):
        page = self.page()
        self.assertIn(self.client.name, page)
        self.assertIn("For 24 hours: no heavy make-up", page)
        self.assertIn("chest pain", page)
        self.treatment.protocol_id = self.env["acupuncture.protocol"].create(
            {
                "name": "Own",
                "code": "OWN",
                "aftercare": "<p>Drink a glass of water.</p>",
            }
        )
        page = self.page()
        self.assertIn("Drink a glass of water.", page)
        self.assertNotIn("heavy make-up", page)

    def test_nothing_is_added_without_a_cause(self):
        self.react("pain")
        self.react("tired")
        page = self.page()
        self.assertNotIn(BRUISE, page)
        self.assertNotIn(MEDICINE, page)

    def test_bleeding_bruise_and_haematoma_widen_it(self):
        for kind in ("bleeding", "bruise", "haematoma"):
            with self.subTest(kind):
                reaction = self.react(kind, resolved_on="2026-05-04")
                page = self.page()
                self.assertIn(BRUISE, page)
                self.assertIn("sunscreen", page)
                self.assertNotIn(MEDICINE, page)
                reaction.unlink()

    def test_the_bruise_of_another_day_does_not(self):
        self.react("bruise")
        self.sign()
        with self.at(days=3):
            later = self.open_chart(self.book_in(3))
        self.assertNotIn(BRUISE, self.page(treatment=later))

    def test_blood_thinners_widen_it_and_are_not_named(self):
        for code in ("ANTICOAG", "ANTIPLATELET"):
            with self.subTest(code):
                fill_history(self.client, self.company, {code: {"detail": "Warfarin"}})
                page = self.page()
                self.assertIn(MEDICINE, page)
                self.assertNotIn(BRUISE, page)
                item = self.env.ref(f"acupuncture_cosmetic.item_{code.lower()}")
                for word in (item.name, "Warfarin", "thinner", "nticoag"):
                    self.assertNotIn(word, page)

    def test_only_clinicians_print_it_and_its_name_says_nothing(self):
        report = self.env.ref(REPORT)
        self.assertEqual(report.print_report_name, "object.name")
        self.assertFalse(report.attachment)
        for role in ("front_desk", "manager", "marketing", "billing"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.page(role)
        action = self.treatment.with_user(self.users["practitioner"])
        self.assertEqual(
            action.action_print_aftercare()["report_name"],
            "acupuncture_cosmetic.aftercare",
        )

    def test_the_mail_says_the_same_to_everybody(self):
        """It lies open in the appointment, where the desk reads it."""
        template = self.env.ref("acupuncture_cosmetic.mail_template_session_aftercare")
        mails = self.env["mail.mail"]

        def text():
            return mails.browse(template.send_mail(self.session.id)).body_html

        plain = text()
        self.react("haematoma")
        fill_history(self.client, self.company, {"ANTICOAG": {}})
        self.env.invalidate_all()
        self.assertEqual(text(), plain)
