import hashlib
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

NEWS_DAYS = 2  # what waited longer for its PDF was told, or asked for, otherwise


class Consent(models.Model):
    """The PDF of what was signed: made once, proven at every read.

    Where wkhtmltopdf is missing none is made: the record itself is the evidence, and
    it is shown as a page instead.
    """

    _inherit = "acupuncture.consent"

    @api.model
    def _cron_archive(self):
        """Chain what is new, then print it and tell the client."""
        self._chain_new()
        self.env["acupuncture.consent.withdrawal"]._chain_new()
        self._print_new()

    @api.model
    def _print_new(self):
        cron, reports = self.env["ir.cron"], self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() in ("install", "broken"):
            return
        waiting = self.search(
            [("pdf_hash", "=", False), ("chain_no", "!=", False)], order="id"
        )
        cron._commit_progress(remaining=len(waiting))
        signed = waiting.grouped(lambda each: (each.client_id, each.company_id))
        for (client, company), consents in signed.items():
            try:
                with self.env.cr.savepoint():
                    consents._print_and_tell(client, company)
            except Exception:  # one bad record does not hold up the others
                _logger.exception("No PDF of %s", consents.mapped("name"))
            if not cron._commit_progress(len(consents)):
                break

    def _print_and_tell(self, client, company):
        """Print what a client signed, and mail the link when it is news."""
        for consent in self:
            consent._print()
        lately = fields.Datetime.subtract(fields.Datetime.now(), days=NEWS_DAYS)
        if max(self.mapped("signed_at")) >= lately:
            self.env["acupuncture.form.link"]._send_copies(client, company)

    def _print(self):
        """Make and keep the PDF, with the hash that proves it."""
        self.ensure_one()
        reports = self.env["ir.actions.report"].with_context(lang=self.lang)
        content, kind = reports._render_qweb_pdf(
            "acupuncture_cosmetic.report_consent", self.ids
        )
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
        self._sealed_write({"pdf_hash": hashlib.sha256(content).hexdigest()})

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
        if hashlib.sha256(content or b"").hexdigest() != self.pdf_hash:
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
        page = f"/report/html/acupuncture_cosmetic.consent_signed/{self.id}"
        url = f"/web/content/{self._pdf_attachment().id}" if self._pdf() else page
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}
