"""One look for papers and letters: logo, colour, telephone, numbers of pages."""

import base64
import re
import unicodedata
from io import BytesIO
from unittest.mock import patch

from lxml import html
from PIL import Image

from odoo.tests import HttpCase, tagged
from odoo.tools import html2plaintext, mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.acupuncture_cosmetic.engine.palette import CALM, contrast
from odoo.addons.base.models.ir_actions_report import IrActionsReport as BaseReport

from .chart_common import ChartCase

OURS = "acupuncture_cosmetic."


def logo():
    picture = BytesIO()
    Image.new("RGB", (60, 20), "#3366aa").save(picture, "PNG")
    return base64.b64encode(picture.getvalue())


class BrandCase(ChartCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"logo": logo(), "primary_color": "#f2c94c"})

    def papers(self):
        """Return report -> records to print it of."""
        chart = self.signed()
        found = {}
        for report in self.env["ir.actions.report"].search(
            [("report_name", "=like", f"{OURS}%"), ("report_type", "=", "qweb-pdf")]
        ):
            records = self.env[report.model].search([], limit=3)
            if report.model == chart._name:
                records = chart
            if records:
                found[report] = records
        return found


@tagged("post_install", "-at_install")
class TestPapers(BrandCase):
    def test_every_paper_has_the_head_of_the_clinic(self):
        look = self.company._palette()
        papers = self.papers()
        self.assertGreater(len(papers), 3)
        for report, records in papers.items():
            with self.subTest(report.report_name):
                page = report._render_qweb_html(report, records.ids)[0].decode()
                for words in (self.company.name, self.company.phone, look.accent):
                    self.assertIn(words, page)
                self.assertIn("data:image/png;base64", page)
                first = re.search(r"<h[1-6]", page).start()
                self.assertLess(page.index('class="acu-head"'), first)

    def test_every_paper_is_our_size_and_keeps_no_room_for_a_head(self):
        for report in self.papers():
            with self.subTest(report.report_name):
                paper = report.get_paperformat()
                self.assertLess(paper.margin_top, 20)
                self.assertEqual(paper.header_spacing, 0)
        self.company.paperformat_id = self.env["report.paperformat"].search(
            [("format", "=", "Letter")], limit=1
        )
        report = self.env.ref(f"{OURS}report_aftercare")
        self.assertEqual(report.get_paperformat().format, "Letter")

    def test_pages_are_counted_paper_by_paper(self):
        report = self.env.ref(f"{OURS}report_screening_table")
        first, second = (self.sheet(words) for words in ("one", "<p>two</p>" * 90))
        paper = report._run_wkhtmltopdf([first, second], report_ref=report)
        told = [
            re.search(r"Page (\d+) of (\d+)", page.extract_text()).groups()
            for page in PdfFileReader(BytesIO(paper), strict=False).pages
        ]
        self.assertEqual(told[:2], [("1", "1"), ("1", str(len(told) - 1))])
        self.assertGreater(len(told), 2)

    def test_no_row_of_a_table_is_cut_in_two(self):
        items = self.env["acupuncture.contraindication"].search([])
        report = self.env.ref(f"{OURS}report_screening_table")
        with mute_logger(BaseReport.__module__):  # no server has the styles of a test
            found = report._render_qweb_pdf_prepare_streams(report, {}, items.ids)
        pages = [
            unicodedata.normalize("NFKC", "".join(page.extract_text().split()))
            for page in PdfFileReader(found[False]["stream"], strict=False).pages
        ]
        rows = [row for _part, rows in items._reach_sheet()[1] for row in rows]
        self.assertGreater(len(pages), 3)
        for item, *_cells in rows:
            first = "".join(item.name.split())
            last = "".join((item.reach_guidance or item.name).split())[-20:]
            with self.subTest(item.name):
                self.assertTrue(any(first in page and last in page for page in pages))

    def sheet(self, words):
        return f"<!DOCTYPE html><html><body><p>{words}</p></body></html>"

    def test_a_language_without_latin_letters_is_counted_in_digits(self):
        reports = self.env["ir.actions.report"]
        with patch.object(type(self.env), "_", lambda _self, text, **said: "第 1 页"):
            page = reports._numbered(self.blank())
        told = PdfFileReader(BytesIO(page), strict=False).pages[0].extract_text()
        self.assertIn("1 / 1", told)

    def blank(self):
        report = self.env.ref(f"{OURS}report_aftercare")
        return report._run_wkhtmltopdf([self.sheet("x")], report_ref=report)

    def test_what_is_printed_has_its_style_sheets(self):
        """Their addresses begin with that of the server, and no slash ends it."""
        report, blank = self.env.ref(f"{OURS}report_aftercare"), self.blank()
        printed = []

        def see(_self, bodies, **_options):
            printed.extend(bodies)
            return blank

        with patch.object(BaseReport, "_run_wkhtmltopdf", see):
            report._render_qweb_pdf_prepare_streams(report, {}, self.signed().ids)
        tree = html.document_fromstring(printed[0])
        self.assertEqual(tree.xpath("//base/@href"), [report._get_report_url()])
        self.assertTrue(tree.xpath("//link[@rel='stylesheet']"))


@tagged("post_install", "-at_install")
class TestPalette(BrandCase):
    def test_a_pale_colour_of_the_clinic_is_readable(self):
        look = self.company._palette()
        self.assertGreaterEqual(contrast(look.accent, "#ffffff"), 4.5)
        self.company.primary_color = False
        self.assertEqual(self.company._palette().accent, CALM)


@tagged("post_install", "-at_install")
class TestLetters(BrandCase):
    def templates(self):
        return self.env["mail.template"].search([]).filtered(self.is_ours)

    def is_ours(self, template):
        return template.get_external_id()[template.id].startswith(OURS)

    def letters(self):
        """Return template -> the message it makes."""
        self.client.email = "clara@example.com"
        self.signed()
        self.client.action_send_forms()
        found = {}
        for template in self.templates():
            record = self.env[template.model].search(
                []
                if template.model != "res.partner"
                else [("id", "=", self.client.id)],
                limit=1,
            )
            self.assertTrue(record, template.name)
            mail = self.env["mail.mail"].browse(template.send_mail(record.id))
            found[template] = mail.body_html
        return found

    def any_of(self, model):
        return self.env[model].search([("company_id", "=", self.company.id)], limit=1)

    def test_every_message_to_a_client_has_the_look_of_the_clinic(self):
        look = self.company._palette()
        letters = self.letters()
        self.assertGreater(len(letters), 12)
        for template, body in letters.items():
            with self.subTest(template.name):
                self.assertIn(f"border-top: 4px solid {look.accent}", body)
                self.assertIn(f"/logo.png?company={self.company.id}", body)
                for colour in re.findall(r"#[0-9a-f]{6}\b", body):
                    self.assertIn(colour, {*look, "#ffffff"})
                self.assertEqual(len(re.findall("<img", body)), 1)

    def test_no_name_or_address_of_a_clinic_is_markup(self):
        evil = '"><script>alert(1)</script><img src=//evil.example/a>'
        self.company.partner_id.write({"name": evil, "street": evil, "phone": evil})
        self.company.write({"primary_color": "red;}</style>" + evil})
        for template, body in self.letters().items():
            with self.subTest(template.name):
                self.assertHarmless(body)
        for report, records in self.papers().items():
            with self.subTest(report.report_name):
                page = report._render_qweb_html(report, records.ids)[0].decode()
                self.assertHarmless(page)

    def assertHarmless(self, page):
        tree = html.document_fromstring(page)
        self.assertFalse(tree.xpath("//script[contains(., 'alert')]"))
        self.assertFalse(tree.xpath("//@src[contains(., 'evil')]"))

    def test_every_message_reads_well_as_text(self):
        for template, body in self.letters().items():
            with self.subTest(template.name):
                text = html2plaintext(body)
                self.assertIn(self.company.phone, text)
                self.assertRegex(text, r"Hello|code")
                self.assertNotIn("{{", text)

    def test_as_text_it_begins_with_its_words(self):
        self.letters()
        mails = self.env["mail.mail"].search([("body_html", "like", "acu-logo")])
        told = [each for mail in mails for each in mail._prepare_outgoing_list()]
        self.assertGreater(len(told), 10)
        for each in told:
            text = each["body_alternative"]
            with self.subTest(each["subject"]):
                self.assertTrue(text.startswith("Hello"), text[:80])
                self.assertNotIn("logo", text)
                self.assertIn(self.company.phone, text.splitlines())

    def test_an_older_clinic_keeps_its_words_and_gets_the_look(self):
        templates = self.templates()
        own = templates[0]
        own.email_layout_xmlid = "mail.mail_notification_light"
        words = {one: one.body_html for one in templates}
        button = self.env.ref(f"{OURS}mail_template_forms")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_template SET body_html = replace(replace(body_html::text,"
            " 't-attf-style', 'style'), %s, '#0f5b57')::jsonb WHERE id = %s",
            ["{{ object.company_id._palette().accent }}", button.id],
        )
        button.invalidate_recordset()
        self.assertNotIn("_palette", button.body_html)
        (templates - own).email_layout_xmlid = False
        self.migrate("1.4.0/post-look")
        self.assertEqual(
            set((templates - own).mapped("email_layout_xmlid")), {f"{OURS}mail_layout"}
        )
        self.assertEqual(own.email_layout_xmlid, "mail.mail_notification_light")
        self.assertEqual({one: one.body_html for one in templates}, words)


@tagged("post_install", "-at_install")
class TestScreens(BrandCase, HttpCase):
    def test_our_screens_wear_the_colour_the_clinic_chose(self):
        self.authenticate("test_front_desk", "test_front_desk")
        told = self.session_info()
        self.assertEqual(told["acupuncture_accent"], self.company._palette().accent)
        self.company.primary_color = False
        self.assertFalse(self.session_info()["acupuncture_accent"])

    def session_info(self):
        return self.make_jsonrpc_request("/web/session/get_session_info", {})
