from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

from ...engine import wording
from ..foundation.chained_mixin import TWICE_CHAINED
from ..foundation.gate_fact import hang_gate_fact
from ..foundation.signed_how_mixin import HOW
from ..foundation.windows import dialog
from ..schedule.session_states import UPCOMING
from .consent_template import CHANNELS, KINDS, REQUIRED_KINDS

DECISIONS = [("agreed", "Agreed"), ("declined", "Declined")]
ROLES = [("client", "Client"), ("guardian", "Guardian")]
BY_MAIL = ("marketing", False, "email")
TREATING = (*REQUIRED_KINDS, "technique")


class Consent(models.Model):
    """What one client was shown, answered and signed: evidence that never changes.

    Withdrawal is a record of its own. How evidence comes about and is proven stands in
    consent_evidence; what it is worth on a day in consent_standing_mixin; the text that
    is signed in consent_document. Photos, follow-ups and the client's pages add to it.
    """

    _name = "acupuncture.consent"
    _description = "Consent"
    _inherit = [
        "acupuncture.consent.standing.mixin",
        "acupuncture.chained.mixin",
        "acupuncture.kept.pdf.mixin",
        "acupuncture.signed.how.mixin",
        "acupuncture.client.search.mixin",
    ]
    _log_access = False
    _order = "signed_at desc, id desc"
    _check_company_auto = True

    _sealed_files = "kept.pdf_hash IS NOT NULL"  # its PDF comes first
    _kept_report = "acupuncture_cosmetic.report_consent"
    _kept_page = "acupuncture_cosmetic.consent_signed"

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

    withdrawal_ids = fields.One2many(
        comodel_name="acupuncture.consent.withdrawal",
        inverse_name="consent_id",
        string="Withdrawals",
        readonly=True,
    )
    answers_html = fields.Html(
        string="Answers and Signature", compute="_compute_answers_html", sanitize=False
    )

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

    # ------------------------------------------------------------------
    # Taking it back: an event of its own that stops what follows at once
    # ------------------------------------------------------------------

    def action_withdraw(self):
        """Ask for the reason, and show what happened and what stops."""
        self.ensure_one()
        self.check_access("read")
        withdrawing = self.env["acupuncture.consent.withdraw"]
        return dialog(withdrawing, self.env._("Withdraw Consent"), consent_id=self.id)

    def _withdraw(self, reason, by, **how):
        """Record that the client takes these consents back.

        :param by: client, guardian or staff
        :param how: what later rooms note with it, as values
        :return: the withdrawals
        """
        self._refuse_withdrawn()
        # sudo: nobody may write the table; the caller could read the consents
        withdrawals = self.env["acupuncture.consent.withdrawal"].sudo()
        reason = wording.clean(reason, 2000)
        withdrawals = withdrawals._record(self, reason=reason, by=by, **how)
        self.invalidate_recordset(["withdrawal_ids", "status"])
        self._stop_mailings()
        for company, consents in self.grouped("company_id").items():
            self._consents_changed(consents.client_id, company)
        self._wake_archivist()
        return withdrawals.with_env(self.env)

    def _refuse_withdrawn(self):
        for consent in self:
            if consent.decision == "declined" or consent.withdrawal_ids:
                raise UserError(
                    self.env._(
                        "%(name)s is not in force: it was declined or withdrawn.",
                        name=consent.name,
                    )
                )

    def _stop_mailings(self):
        """Put the address out of reach of every mailing, not only of ours."""
        # sudo: clients and practitioners may not write the blacklist
        blacklist = self.env["mail.blacklist"].sudo()
        for consent in self.filtered(lambda each: each._subject() == BY_MAIL):
            if email := consent.client_id.email_normalized:
                blacklist._add(email)

    def _welcome_back(self):
        """Take an address off the blacklist that a withdrawal put there."""
        # sudo: see _stop_mailings
        blacklist = self.env["mail.blacklist"].sudo()
        for consent in self.filtered(
            lambda each: each._subject() == BY_MAIL and each.decision == "agreed"
        ):
            email = consent.client_id.email_normalized
            if email and consent._was_withdrawn_before():
                blacklist._remove(email)

    def _was_withdrawn_before(self):
        before = self.search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                ("channel", "=", self.channel),
            ]
        )
        return bool(before.withdrawal_ids)

    @api.model
    def _consents_changed(self, clients, company):
        """Hook: these clients signed or withdrew something at this clinic.

        Whoever takes back what a visit needs, pays nothing for it, also where it was
        cancelled too late before and is still to come.
        """
        # sudo: the client withdraws; what it costs is undone, nothing else
        sessions = self.env["acupuncture.session"].sudo()
        cancelled = sessions.search(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "=", "late_cancelled"),
                ("start", ">", fields.Datetime.now()),
            ]
        ).filtered(lambda session: not session.course_id.cancelled_on)
        for reason, spared in cancelled._uncharged().items():
            spared._waive(reason)
        self.env["acupuncture.day"]._tell(company)

    # ------------------------------------------------------------------
    # What a withdrawal means, for whoever records it
    # ------------------------------------------------------------------

    def _happened(self):
        """Return, in sentences, what took place under this consent."""
        self.ensure_one()
        if self.kind == "doctor":
            return self.env._("Letters that were handed out stay with the doctor.")
        if self.kind not in TREATING:
            return self.env._(
                "What was published or sent before stays out of our reach; we take "
                "back what we can."
            )
        held = self._sessions(
            [("state", "=", "done"), ("began_at", ">=", self.signed_at)]
        )
        if not held:
            return self.env._("No session took place under it.")
        return self.env._(
            "Sessions that took place under it (%(count)s): %(sessions)s.",
            count=len(held),
            sessions=", ".join(held.mapped("name")),
        )

    def _stops(self):
        """Return, in sentences, what may not happen any more."""
        self.ensure_one()
        texts = {
            "marketing": self.env._("Marketing messages by this channel stop at once."),
            "doctor": self.env._("No letter to the doctor is written any more."),
            "photo_record": self.env._("No more photos are taken."),
            "photo_teaching": self.env._("The photos are not shown in teaching."),
            "photo_publicity": self.env._(
                "The photos are taken down and not published again."
            ),
        }
        if self.kind in texts:
            return texts[self.kind]
        coming = self._sessions([("state", "in", (*UPCOMING, "in_treatment"))])
        if not coming:
            return self.env._("No session is planned. None may start without it.")
        return self.env._(
            "Sessions that cannot start until it is signed again (%(count)s): "
            "%(sessions)s.",
            count=len(coming),
            sessions=", ".join(coming.mapped("name")),
        )

    def _stops_for_client(self):
        """Return, as the client reads it, what follows from taking it back."""
        self.ensure_one()
        if self.kind in TREATING:
            return self.env._(
                "Without it we may not go on with what it is about. The clinic is told "
                "at once and calls you about coming appointments."
            )
        return self._stops()

    def _sessions(self, domain):
        return self.env["acupuncture.session"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", "treatment"),
                *domain,
            ],
            order="start",
        )
