from odoo import api, models
from odoo.exceptions import MissingError, ValidationError

from ...engine import printed


class PrintedTextsMixin(models.AbstractModel):
    """Texts that are printed name no address that the printer would fetch.

    ``_printed_fields`` names them. What slips in past this, in another language say, is
    left out where a text is shown.
    """

    _name = "acupuncture.printed.texts.mixin"
    _description = "Texts That Are Printed"

    _printed_fields = ()

    @api.constrains(lambda self: self._printed_fields)
    def _check_fetches_nothing(self):
        for record in self:
            for name in self._printed_fields:
                if found := printed.outside(record[name]):
                    raise ValidationError(
                        self.env._(
                            "%(record)s: “%(address)s” would be fetched from outside "
                            "whenever the text is shown or printed. Upload the picture "
                            "into the text instead; ordinary links can stay.",
                            record=record.display_name,
                            address=found[0].strip()[:80],
                        )
                    )


class IrActionsReport(models.Model):
    """Our papers fetch from this server alone while they are printed."""

    _inherit = "ir.actions.report"

    def _is_ours(self):
        return (self.report_name or "").startswith("acupuncture_cosmetic.")

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
        if report._is_ours():
            base = self._get_report_url()
            bodies = [printed.page_without_outside(str(page), base) for page in bodies]
        return super()._run_wkhtmltopdf(bodies, report_ref=report_ref, **options)
