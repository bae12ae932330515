from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.image import image_data_uri

from ..foundation.chained_mixin import TWICE_CHAINED
from ..foundation.gate_fact import hang_gate_fact
from ..foundation.signed_how_mixin import HOW
from .consent_template import CHANNELS, KINDS

DECISIONS = [("agreed", "Agreed"), ("declined", "Declined")]
ROLES = [("client", "Client"), ("guardian", "Guardian")]
STATUSES = [
    ("valid", "Valid"),
    ("expired", "Expired"),
    ("outdated", "New version to sign"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]


class Consent(models.Model):
    """What one client was shown, answered and signed: evidence that never changes.

    Withdrawal is a record of its own. The status is told by the facts of the day.
    """

    _name = "acupuncture.consent"
    _description = "Consent"
    _inherit = [
        "acupuncture.chained.mixin",
        "acupuncture.signed.how.mixin",
        "acupuncture.client.search.mixin",
    ]
    _log_access = False
    _order = "signed_at desc, id desc"
    _check_company_auto = True

    _sealed_files = "kept.pdf_hash IS NOT NULL"  # its PDF comes first

    # What the signature covers: sealed here, frozen by PostgreSQL once written.
    _evidence = (
        "name",
        "company_id",
        "signed_client_id",
        "client_name",
        "template_id",
        "template_version",
        "kind",
        "technique_id",
        "channel",
        "course_id",
        "lang",
        "body",
        "answers",
        "item_codes",
        "decision",
        "signer_name",
        "signer_role",
        "guardian_relation",
        "witness_name",
        "signature",
        "signed_at",
        "valid_until",
        "ip",
        "user_agent",
        "user_id",
        *HOW,
    )
    _sealed_fields = frozenset(
        {
            *_evidence,
            "client_id",
            "merged_at",
            "content_hash",
            "chain_no",
            "chain_previous",
            "chain_hash",
            "pdf_hash",
            "withdrawal_ids",
        }
    )

    name = fields.Char(string="Number", required=True, readonly=True, index="trigram")
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        readonly=True,
        index=True,
    )
    client_id = fields.Many2one(
        comodel_name="res.partner",
        ondelete="restrict",
        required=True,
        readonly=True,
        index=True,
    )
    signed_client_id = fields.Integer(
        string="Signed as Contact",
        readonly=True,
        required=True,
        help="Number of the contact at signing; merging contacts does not change it.",
    )
    client_name = fields.Char(readonly=True, required=True)
    merged_at = fields.Datetime(readonly=True)

    template_id = fields.Many2one(
        comodel_name="acupuncture.consent.template",
        string="Form",
        ondelete="restrict",
        required=True,
        readonly=True,
        check_company=True,
        index=True,
    )
    template_version = fields.Char(string="Version", readonly=True, required=True)
    kind = fields.Selection(selection=KINDS, readonly=True, required=True)
    technique_id = fields.Many2one(
        comodel_name="acupuncture.technique", ondelete="restrict", readonly=True
    )
    channel = fields.Selection(selection=CHANNELS, readonly=True)
    course_id = fields.Many2one(
        comodel_name="acupuncture.course",
        ondelete="restrict",
        readonly=True,
        check_company=True,
        index="btree_not_null",
    )

    lang = fields.Char(string="Language", readonly=True)
    body = fields.Html(
        string="Text as Signed", sanitize=False, readonly=True, required=True
    )
    answers = fields.Json(string="Statements", readonly=True)
    item_codes = fields.Char(
        string="Findings Explained",
        readonly=True,
        help="The findings that the clauses of the text speak about.",
    )
    decision = fields.Selection(selection=DECISIONS, readonly=True, required=True)
    signer_name = fields.Char(string="Signed By", readonly=True, required=True)
    signer_role = fields.Selection(
        selection=ROLES, string="Signed As", readonly=True, required=True
    )
    guardian_relation = fields.Char(readonly=True)
    witness_name = fields.Char(string="Witness", readonly=True)
    signature = fields.Binary(attachment=False, readonly=True, required=True)
    signed_at = fields.Datetime(readonly=True, required=True)
    valid_until = fields.Date(
        readonly=True, help="Last day. Empty: until it is withdrawn."
    )
    ip = fields.Char(string="IP Address", readonly=True)
    user_agent = fields.Char(string="Browser", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded By",
        ondelete="restrict",
        readonly=True,
    )

    pdf_hash = fields.Char(string="PDF Hash", readonly=True)
    withdrawal_ids = fields.One2many(
        comodel_name="acupuncture.consent.withdrawal",
        inverse_name="consent_id",
        string="Withdrawals",
        readonly=True,
    )
    answers_html = fields.Html(
        string="Answers and Signature", compute="_compute_answers_html", sanitize=False
    )
    status = fields.Selection(selection=STATUSES, compute="_compute_status")

    _signed_idx = models.Index("(signed_at, id)")
    _name_uniq = models.UniqueIndex(
        "(name, company_id)", "This number is given already. Sign once more."
    )
    _chain_uniq = models.UniqueIndex("(company_id, chain_no)", TWICE_CHAINED)

    def init(self):
        """Let a yes or no conflict with a start that has not read it."""
        result = super().init()
        hang_gate_fact(self, "client_id", writes="INSERT OR UPDATE OF client_id")
        return result

    @api.depends("name")
    def _compute_display_name(self):
        for consent in self:
            consent.display_name = consent.name

    @api.depends("answers", "signature")
    def _compute_answers_html(self):
        """Show what was ticked, and the signature, which no widget reads frozen."""
        row = Markup("<li>%s %s</li>")
        picture = Markup('<ul class="list-unstyled">%s</ul><img alt="%s" src="%s"/>')
        for consent in self.with_context(bin_size=False):
            rows = [
                row % ("☑" if answer["ticked"] else "☐", answer["text"])
                for answer in consent.answers or []
            ]
            consent.answers_html = picture % (
                Markup().join(rows),
                self.env._("Signature"),
                image_data_uri(consent.signature),
            )

    def _opened_body(self):
        """Return the text for paper, where nothing can be unfolded."""
        text = str(self.body)
        return Markup(text.replace("<details>", '<details open="open">'))
