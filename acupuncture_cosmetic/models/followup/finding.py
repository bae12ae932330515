from odoo import models


class Finding(models.Model):
    """Its follow-up: the day from which what was put off may be done."""

    _inherit = "acupuncture.finding"

    def _followup_events(self):
        """Return the end of each deferral, seen from the day it was told."""
        events = []
        for intake, findings in self.grouped("intake_id").items():
            company = intake.company_id
            told_on = company._clinic_date(intake.submitted_at)
            found = intake._engine_findings(told_on)[intake]
            for finding in findings.filtered(lambda f: f.decision != "declined"):
                known = found.get(finding.item_id.code)
                if known and known.blocks and known.until:
                    anchor = f"finding:{finding.id}:end"
                    client = finding.client_id
                    events.append(
                        client._followup_on(
                            "deferral_end", anchor, known.until, company
                        )
                    )
        return events
