import logging

from odoo import api, models
from odoo.exceptions import UserError

from ...engine import chain

_logger = logging.getLogger(__name__)

SHOWN = 10


class Consent(models.Model):
    """Verify: prove one consent, or all of a clinic."""

    _inherit = "acupuncture.consent"

    def action_verify(self):
        """Tell whether this record and its place in the chain are as they were."""
        self.ensure_one()
        problems = self._problems() + self._link_problems()
        proven = self.env._(
            "%(name)s is as it was signed: text, answers, signature and PDF.",
            name=self.name,
        )
        if not self.chain_no:
            proven = self.env._(
                "%(name)s is as it was signed. It is chained within the hour.",
                name=self.name,
            )
        return self._verdict(problems, proven)

    def action_verify_all(self):
        """Tell whether all consents and withdrawals of the clinic are as they were.

        The list calls it, whatever lines are selected.
        """
        self.check_access("read")
        company = self.env.company
        problems = self._all_problems(company)
        proven = self.env._(
            "Every consent and withdrawal of %(clinic)s is as it was signed, none is "
            "missing.",
            clinic=company.name,
        )
        return self._verdict(problems, proven)

    @api.model
    def _all_problems(self, company):
        withdrawals = self.env["acupuncture.consent.withdrawal"]
        return self._verify_chain(company) + withdrawals._verify_chain(company)

    def _verdict(self, problems, proven):
        told = problems[:SHOWN]
        if len(problems) > SHOWN:
            more = len(problems) - SHOWN
            told.append(self.env._("And %(count)s more.", count=more))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": (
                    self.env._("Not as it was signed")
                    if problems
                    else self.env._("Verified")
                ),
                "message": "\n".join(told) or proven,
                "type": "danger" if problems else "success",
                "sticky": bool(problems),
            },
        }

    def _problems(self):
        problems = super()._problems()
        if self.pdf_hash:
            try:
                self._pdf()
            except UserError as error:
                problems.append(str(error))
        if self._was_moved():
            problems.append(
                self.env._(
                    "%(name)s was moved to another client, who did not sign it.",
                    name=self.name,
                )
            )
        return problems

    def _was_moved(self):
        """Return whether the client changed although the signing contact still exists.

        Merging contacts moves consents and deletes the contact they came from.
        """
        moved = self.client_id.id != self.signed_client_id
        return moved and bool(self.client_id.browse(self.signed_client_id).exists())

    def _link_problems(self):
        """Return what is wrong with the place of this record in the chain."""
        if not self.chain_no:
            return []
        before = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("chain_no", "=", self.chain_no - 1),
            ]
        )
        broken = chain.check(self._link(), before._link() if before else None)
        return [self._break_text(found) for found in broken]

    @api.model
    def _cron_verify(self):
        """Write what is not as it was signed to the log of the server, batch by batch.

        What is new every night, everything once in four weeks: see _prove_by_night.
        """
        cron = self.env["ir.cron"]
        for [company] in self._read_group([], ["company_id"]):
            for model in (self, self.env["acupuncture.consent.withdrawal"]):
                for count, problems in model._prove_by_night(company):
                    if problems:
                        _logger.error(
                            "Consents of company %s are not as they were signed: %s",
                            company.id,
                            " ".join(problems),
                        )
                    if not cron._commit_progress(count):
                        return
