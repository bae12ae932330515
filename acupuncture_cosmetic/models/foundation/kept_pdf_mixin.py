from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.chain import file_digest


class KeptPdfMixin(models.AbstractModel):
    """The PDF of what was signed: made once, proven at every read.

    Where wkhtmltopdf is missing none is made: the record itself is the evidence, and
    it is shown as a page instead. An heir is sealed, has ``name`` and ``lang``, and
    says which report prints it and which page shows it.
    """

    _name = "acupuncture.kept.pdf.mixin"
    _description = "Keeps a PDF of Itself"

    _kept_report = None  # external id of the report
    _kept_page = None  # template of the page

    pdf_hash = fields.Char(string="PDF Hash", readonly=True)

    def _print(self):
        """Make and keep the PDF, with the hash that proves it."""
        self.ensure_one()
        reports = self.env["ir.actions.report"].with_context(lang=self.lang)
        content, kind = reports._render_qweb_pdf(self._kept_report, self.ids)
        if kind != "pdf":
            return
        self.env["ir.attachment"].create(
            {
                "name": self._pdf_name(),
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self._sealed_write({"pdf_hash": file_digest(content)})

    def _pdf_name(self):
        return f"{self.name}.pdf"

    def _pdf_attachment(self):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("name", "=", self._pdf_name()),
            ],
            order="id",
            limit=1,
        )

    def _pdf(self):
        """Return the stored PDF, None while there is none.

        :raises UserError: the file is not the one that was stored
        """
        self.ensure_one()
        return self._proven(self._pdf_attachment().raw) if self.pdf_hash else None

    def _proven(self, content):
        """Return the bytes of the PDF once they are seen to be the stored ones."""
        if file_digest(content) != self.pdf_hash:
            raise UserError(
                self.env._(
                    "The PDF of %(name)s is not the file that was stored: it was "
                    "changed or deleted on the server. The record still holds the text "
                    "and the signature. Tell your administrator.",
                    name=self.name,
                )
            )
        return content

    def action_open_pdf(self):
        """Open the stored PDF, or the page where none could be made."""
        self.ensure_one()
        page = f"/report/html/{self._kept_page}/{self.id}"
        url = f"/web/content/{self._pdf_attachment().id}" if self._pdf() else page
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}
