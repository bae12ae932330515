from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from odoo import api, models
from odoo.exceptions import MissingError
from odoo.tools.pdf import PdfFileReader, PdfFileWriter, merge_pdf

from ...engine import paper, printed
from ...engine.palette import SOFT

FOOT = 22  # points from the lower edge to the number of the page
SMALL = 8  # points


class IrActionsReport(models.Model):
    """Our papers carry their own head, count their pages, fetch from here alone.

    Debian's wkhtmltopdf prints no header and no footer, so the head stands in the body
    (``acupuncture_cosmetic.sheet``), no room is kept for one, and the number of each
    page is put on afterwards, paper by paper. It cuts rows in two, too: each becomes a
    block of its own.
    """

    _inherit = "ir.actions.report"

    def _is_ours(self):
        return (self.report_name or "").startswith("acupuncture_cosmetic.")

    def get_paperformat(self):
        """Keep no room for a head that is not printed; the size stays the clinic's."""
        found = super().get_paperformat()
        if not self._is_ours() or self.paperformat_id:
            return found
        size = "sheet_letter" if found.format == "Letter" else "sheet"
        return self.env.ref(f"acupuncture_cosmetic.paperformat_{size}")

    @api.model
    def _get_rendering_context(self, report, docids, data):
        """Say in words that a record is not there, or not for this reader."""
        if report._is_ours() and report.model in self.env:
            records = self.env[report.model].browse(docids or ())
            if records.exists() != records:
                raise MissingError(
                    self.env._(
                        "What you want to print is no longer there. Open the record "
                        "again and print it from there."
                    )
                )
            records.check_access("read")
        return super()._get_rendering_context(report, docids, data)

    @api.model
    def _run_wkhtmltopdf(self, bodies, report_ref=False, **options):
        report = self._get_report(report_ref) if report_ref else self
        run = super()._run_wkhtmltopdf
        if not report._is_ours():
            return run(bodies, report_ref=report_ref, **options)
        base, papers = self._get_report_url(), []
        for body in bodies:
            page = printed.page_without_outside(str(body), base)
            page = paper.kept_together(page)
            papers.append(run([page], report_ref=report_ref, **options))
        return merge_pdf([self._numbered(pdf) for pdf in papers])

    @api.model
    def _numbered(self, pdf):
        """Return a PDF with "Page 1 of 3" at the foot of each page."""
        pages = PdfFileReader(BytesIO(pdf), strict=False).pages
        written = PdfFileWriter()
        for number, page in enumerate(pages, 1):
            counted = {"number": number, "all": len(pages)}
            words = self.env._("Page %(number)s of %(all)s", **counted)
            if not _prints(words):
                words = "{number} / {all}".format(**counted)
            page.merge_page(_foot(page.mediabox, words))
            written.add_page(page)
        numbered = BytesIO()
        written.write(numbered)
        return numbered.getvalue()


def _foot(box, words):
    """Return a page that holds nothing but these words at its foot."""
    drawn, width = BytesIO(), float(box.width)
    canvas = Canvas(drawn, pagesize=(width, float(box.height)))
    canvas.setFont("Helvetica", SMALL)
    canvas.setFillColor(SOFT)
    canvas.drawCentredString(width / 2, FOOT, words)
    canvas.save()
    return PdfFileReader(drawn).pages[0]


def _prints(words):
    """Tell whether the built-in font of every PDF reader knows these letters."""
    try:
        words.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
