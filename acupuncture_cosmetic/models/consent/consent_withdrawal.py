from odoo import api, fields, models

from ..foundation.chained_mixin import TWICE_CHAINED
from ..foundation.gate_fact import hang_gate_fact


class ConsentWithdrawal(models.Model):
    """A client took back a consent: when, who, why. Append-only."""

    _name = "acupuncture.consent.withdrawal"
    _description = "Consent Withdrawal"
    _inherit = ["acupuncture.chained.mixin"]
    _log_access = False
    _order = "at desc, id desc"
    _check_company_auto = True
    _rec_name = "name"

    _evidence = (
        "name",
        "consent_id",
        "company_id",
        "at",
        "user_id",
        "by",
        "reason",
    )
    _sealed_fields = frozenset(
        {*_evidence, "content_hash", "chain_no", "chain_previous", "chain_hash"}
    )

    name = fields.Char(string="Number", required=True, readonly=True)
    consent_id = fields.Many2one(
        comodel_name="acupuncture.consent",
        ondelete="restrict",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="restrict", required=True, readonly=True
    )
    at = fields.Datetime(string="When", required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded By",
        ondelete="restrict",
        required=True,
        readonly=True,
    )
    by = fields.Selection(
        selection=[("client", "Client"), ("guardian", "Guardian"), ("staff", "Clinic")],
        string="Who",
        required=True,
        readonly=True,
    )
    reason = fields.Text(readonly=True)

    _at_idx = models.Index("(at, id)")
    _chain_uniq = models.UniqueIndex("(company_id, chain_no)", TWICE_CHAINED)

    def init(self):
        """Let taking back conflict with a start under it."""
        result = super().init()
        hang_gate_fact(self, "consent_id", "acupuncture_consent", writes="INSERT")
        return result

    @api.model
    def _record(self, consents, **said):
        """Write one event per consent.

        :param said: by whom and why, and what later rooms note with it
        """
        sequences = self.env["ir.sequence"]
        numbers = sequences._numbers("sequence_consent_withdrawal", len(consents))
        values = [
            {
                "name": number,
                "consent_id": consent.id,
                "company_id": consent.company_id.id,
                "at": fields.Datetime.now(),
                "user_id": self.env.uid,
                **said,
            }
            for consent, number in zip(consents, numbers, strict=True)
        ]
        return self._create_evidence(values)

    def _is_online(self):
        """Hook: tell whether the client did so alone, on a page of their own."""
        self.ensure_one()
        return False
