"""The report for the client and the view of the clinic: honest, and behind walls."""

import base64
import io
import re

from PIL import Image

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.acupuncture_cosmetic.engine import outcome_change

from .outcome_common import OutcomeCase
from .photo_common import LATELY, PhotoCase

BEFORE, AFTER = (4, 4, 3, 3, 2), (1, 3, 3, 1, 1)


@tagged("post_install", "-at_install")
class TestClinicResults(OutcomeCase):
    def rated(self, before, after, **values):
        """Return a course of a new client that was rated before and at the end."""
        client = self.env["res.partner"].create({"name": "Somebody"})
        course = self.sold(client)
        at = {"measured_at": "2026-01-01 10:00:00"}
        self.rate(self.grade, before, course=course, **at, **values)
        self.rate(self.grade, after, "end", course=course, **values)
        return course

    def rows(self, role="practitioner", **values):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["acupuncture.outcome.report"].with_user(self.users[role])
        domain = [("protocol_id", "=", self.protocol.id)]
        return report.search(domain + [(k, "=", v) for k, v in values.items()])

    def test_fewer_than_five_show_no_figures(self):
        for before, after in zip(BEFORE[:4], AFTER[:4], strict=True):
            self.rated(before, after)
        row = self.rows()
        self.assertEqual(row.n_text, "n < 5")
        for name in ("client_count", "before_median", "after_median", "change_median"):
            with self.subTest(name):
                self.assertFalse(row[name])
        self.assertEqual((row.change_text, row.spread_text), ("", ""))

    def test_median_and_spread_of_five(self):
        for before, after in zip(BEFORE, AFTER, strict=True):
            self.rated(before, after)
        row = self.rows()
        gains = outcome_change.spread(b - a for b, a in zip(BEFORE, AFTER, strict=True))
        self.assertEqual((row.n_text, row.client_count), ("5", 5))
        self.assertEqual((row.before_median, row.after_median), (3, 1))
        self.assertEqual(
            (row.change_lower, row.change_median, row.change_upper),
            (gains.lower, gains.median, gains.upper),
        )
        self.assertEqual(row.change_text, "+1")
        self.assertEqual((row.concern_id, row.phase), (self.frown, "end"))

    def test_one_client_five_times_is_one_client(self):
        for _number in range(5):
            course = self.sold(self.client)
            self.rate(self.grade, 4, course=course, measured_at="2026-01-01 10:00:00")
            self.rate(self.grade, 1, "end", course=course)
        self.assertEqual(self.rows().n_text, "n < 5")

    def test_what_was_corrected_or_has_no_before_does_not_count(self):
        for before, after in zip(BEFORE, AFTER, strict=True):
            course = self.rated(before, after)
        wrong = self.ours.search([("course_id", "=", course.id), ("phase", "=", "end")])
        self.rate(
            self.grade, 4, "end", course=course, replaces_id=wrong.id, reason="Mixed up"
        )
        self.rate(self.grade, 0, "end", course=self.course)
        row = self.rows()
        self.assertEqual(row.client_count, 5)
        self.assertEqual(row.change_lower, 0)

    def test_raters_and_scales_stay_apart(self):
        for before, after in zip(BEFORE, AFTER, strict=True):
            course = self.rated(before, after)
            self.rated(before, after, rater="client")
            self.rate(self.change, 1, "end", course=course)
        self.assertEqual(len(self.rows()), 3)
        self.assertEqual(self.rows(rater="client").client_count, 5)
        change = self.rows(scale_id=self.change.id)
        self.assertEqual((change.after_text, change.change_text), ("1", ""))

    def test_no_median_of_medians(self):
        for before, after in zip(BEFORE, AFTER, strict=True):
            self.rated(before, after)
            self.rated(before, after, rater="client")
        rows = self.rows()
        domain = [("id", "in", rows.ids)]
        [(total, count)] = rows._read_group(
            domain, [], ["change_median:max", "client_count:sum"]
        )
        self.assertEqual((bool(total), count), (False, 10))
        groups = rows._read_group(domain, ["rater"], ["change_median:max"])
        self.assertEqual([median for _rater, median in groups], [1, 1])

    def test_another_clinic_sees_nothing(self):
        for before, after in zip(BEFORE, AFTER, strict=True):
            self.rated(before, after)
        other = self.env["res.company"].create({"name": "Other Clinic"})
        lead = self.users["clinical_lead"]
        self.assertTrue(self.rows("clinical_lead"))
        lead.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.rows("clinical_lead"))
        self.assertFalse(self.outcomes.with_user(lead).search([]))


@tagged("post_install", "-at_install")
class TestEndReport(OutcomeCase, PhotoCase):
    agreed_at = LATELY

    def report(self, role="practitioner"):
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        html, _kind = reports._render_qweb_html(
            "acupuncture_cosmetic.report_course_end", self.course.ids
        )
        return html.decode()

    def test_it_says_what_was_rated_and_what_that_is_not(self):
        self.rate(self.grade, 4, measured_at="2026-01-01 10:00:00")
        self.rate(self.grade, 3, "end", note="Practitioner only")
        self.rate(self.content, 6, "end", note="I sleep better.")
        text = self.report()
        self.assertIn("3 · Deep", text)
        self.assertIn("two looks at the same face", text)
        self.assertIn("nobody can say how much would have changed", text)
        self.assertIn("I sleep better.", text)
        self.assertNotIn("Practitioner only", text)
        self.assertIn("Your course so far", text)

    def test_it_speaks_the_language_of_the_client(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.client.lang = "fr_FR"
        self.grade.with_context(lang="fr_FR").name = "Rides, de 0 à 4"
        self.rate(self.grade, 4)
        self.assertIn("Rides, de 0 à 4", self.report())

    def test_nothing_rated_is_said(self):
        self.assertIn("nothing to compare", self.report())

    def test_pictures_only_while_the_client_agrees(self):
        for phase in ("baseline", "end"):
            self.shoot(course_id=self.course.id, phase=phase)
        image = "data:image/jpg;base64"
        text = self.report()
        self.assertIn("<h4>Pictures", text)
        self.assertEqual(text.count(image), 2)
        self.consent._withdraw("changed her mind", "client")
        text = self.report()
        self.assertNotIn("<h4>Pictures", text)
        self.assertFalse(text.count(image))

    def test_pictures_are_printed_no_finer_than_paper_shows(self):
        noise = io.BytesIO()
        Image.effect_noise((2400, 1800), 90).convert("RGB").save(noise, "JPEG")
        taken = base64.b64encode(noise.getvalue()).decode()
        for phase in ("baseline", "end"):
            self.shoot(course_id=self.course.id, phase=phase, image=taken)
        text = self.report()
        found = re.findall(r"data:image/jpg;base64,([^\"']+)", text)
        sizes = [Image.open(io.BytesIO(base64.b64decode(one))).size for one in found]
        self.assertEqual(sizes, [(1200, 900)] * 2)
        self.assertLess(sum(map(len, found)), len(taken))

    def test_the_clinic_stands_in_the_body_and_no_chinese_needs_a_font(self):
        self.company.write({"phone": "+43 1 5550 100", "street": "Lindengasse 12"})
        text = self.report()
        body = text[text.index('class="page ') :]
        for words in (self.company.name, "Lindengasse 12", "+43 1 5550 100"):
            with self.subTest(words):
                self.assertIn(words, body)
        self.assertFalse(re.findall(r"[\u3400-\u9fff]", text))

    def test_who_may_not_read_results_prints_none(self):
        self.rate(self.grade, 4)
        for role in ("front_desk", "manager", "billing"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.report(role)

    def test_the_file_is_named_by_number(self):
        report = self.env.ref("acupuncture_cosmetic.report_course_end")
        self.assertEqual(report.print_report_name, "object.name")
        self.assertFalse(report.binding_model_id)
