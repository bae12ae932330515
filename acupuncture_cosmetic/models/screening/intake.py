from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import wording
from ..foundation.base import made_once
from ..foundation.form_errors import FormErrors
from ..foundation.gate_fact import hang_gate_fact
from ..foundation.guard import guard_table
from ..foundation.signature import checked_signature
from ..foundation.signed_how_mixin import HOW
from .intake_states import LIVE

CONTENT = frozenset(
    {
        "birth_date",
        "skin_type",
        "goals",
        "medicines",
        "allergies",
        "lifestyle",
        "emergency_name",
        "emergency_phone",
        "guardian_name",
        "guardian_relation",
        "guardian_email",
        "guardian_phone",
        "pregnancy_due_date",
        "needle_comfort",
        "declared",
    }
)
# Not asked in the first versions: a history without them has the same hash as then.
ADDED = frozenset({"guardian_email", "guardian_phone"})
# What may still change in the row of a submitted history: where it stands, who looked
# at it, and whose it is after a merge of contacts.
_MOVING = ("state", "reviewed_at", "reviewed_by_id", "client_id")


class Intake(models.Model):
    """One version of a client's health history.

    ========== ================================== ==============================
    state      comes from                         verb
    ========== ================================== ==============================
    draft      a link, the tablet or staff        _start
    submitted  draft                              _submit, action_submit
    reviewed   submitted                          action_mark_reviewed
    superseded submitted, reviewed                _submit of the next version
    cancelled  draft                              action_cancel, merge of contacts
    ========== ================================== ==============================

    A submitted history never changes: PostgreSQL refuses it, for the superuser too. A
    change is a new version that starts from the last one.

    Here stand its fields and how one version follows another; ``intake_review.py`` has
    what the practitioner sees at a glance and does. Six concepts are mixins: the form
    screen by screen (``intake_form_mixin``), the history to read
    (``intake_story_mixin``), what a version takes over (``intake_carry_mixin``), the
    question before a visit (``intake_asking_mixin``), what it means for a treatment
    (``intake_judging_mixin``), the lights (``intake_lights_mixin``). The room followup
    listens to what changes.
    """

    _name = "acupuncture.intake"
    _description = "Health History"
    _inherit = [
        "acupuncture.hashed.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.numbered.mixin",
        "acupuncture.signed.how.mixin",
        "acupuncture.client.search.mixin",
        "acupuncture.intake.form.mixin",
        "acupuncture.intake.story.mixin",
        "acupuncture.intake.carry.mixin",
        "acupuncture.intake.asking.mixin",
        "acupuncture.intake.judging.mixin",
        "acupuncture.intake.lights.mixin",
    ]
    _order = "submitted_at desc, id desc"
    _check_company_auto = True
    _number_sequence = "sequence_intake"
    _sealed_files = "kept.submitted_at IS NOT NULL"

    _sealed_fields = frozenset(
        {
            "version",
            "previous_id",
            "state",
            "source",
            "lang",
            "signer_name",
            "signature",
            "signed_at",
            "submitted_at",
            "valid_until",
            "reviewed_at",
            "reviewed_by_id",
            "check_ids",
            "draft_screens",
            "content_hash",
            *HOW,
        }
    )
    _frozen_fields = frozenset({"name", "company_id", "client_id"})

    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    client_id = fields.Many2one(
        comodel_name="res.partner", ondelete="restrict", required=True, index=True
    )
    version = fields.Integer(required=True, readonly=True, default=1)
    previous_id = fields.Many2one(
        comodel_name="acupuncture.intake",
        string="Previous Version",
        ondelete="restrict",
        readonly=True,
        check_company=True,
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Being filled in"),
            ("submitted", "To review"),
            ("reviewed", "Reviewed"),
            ("superseded", "Superseded"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
    )
    source = fields.Selection(
        selection=[
            ("portal", "Client, by link"),
            ("tablet", "Client, on the clinic's tablet"),
            ("staff", "Typed by staff"),
        ],
        required=True,
        readonly=True,
        default="staff",
    )
    lang = fields.Char(string="Language", readonly=True)

    birth_date = fields.Date(string="Date of Birth")
    skin_type = fields.Selection(
        selection=[
            ("1", "I: always burns, never tans"),
            ("2", "II: usually burns, tans a little"),
            ("3", "III: sometimes burns, tans evenly"),
            ("4", "IV: rarely burns, tans well"),
            ("5", "V: very rarely burns, brown skin"),
            ("6", "VI: never burns, dark brown or black skin"),
        ],
        help="Fitzpatrick type: what the skin does in the sun.",
    )
    concern_ids = fields.One2many(
        comodel_name="acupuncture.intake.concern",
        inverse_name="intake_id",
        string="Skin Concerns",
    )
    goals = fields.Text(string="Goals in the Client's Words")
    medicines = fields.Text()
    allergies = fields.Text()
    lifestyle = fields.Text()
    pregnancy_due_date = fields.Date(string="Due Date")
    needle_comfort = fields.Selection(
        selection=[
            ("fine", "Fine with needles"),
            ("nervous", "A little nervous"),
            ("afraid", "Afraid of needles"),
        ],
        string="Needles",
    )
    answer_ids = fields.One2many(
        comodel_name="acupuncture.intake.answer",
        inverse_name="intake_id",
        string="Answers",
    )

    emergency_name = fields.Char(string="Emergency Contact")
    emergency_phone = fields.Char()
    guardian_name = fields.Char(string="Parent or Guardian")
    guardian_relation = fields.Char(string="Relation to the Client")
    guardian_email = fields.Char(string="E-mail of the Guardian")
    guardian_phone = fields.Char(string="Phone of the Guardian")

    declared = fields.Boolean(
        string="Complete and True", help="The client declared the answers so."
    )
    signer_name = fields.Char(string="Signed By", readonly=True)
    signature = fields.Binary(attachment=False, readonly=True)
    signed_at = fields.Datetime(string="Signed On", readonly=True)
    submitted_at = fields.Datetime(string="Submitted On", readonly=True)
    valid_until = fields.Date(readonly=True)
    reviewed_at = fields.Datetime(string="Reviewed On", readonly=True)
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="restrict",
        readonly=True,
    )
    finding_ids = fields.One2many(
        comodel_name="acupuncture.finding",
        inverse_name="intake_id",
        string="Findings",
    )
    draft_screens = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="Technical: which screens of the form the client has completed.",
    )
    content_hash = fields.Char(string="SHA-256 of the Content", readonly=True)

    _submitted_idx = models.Index("(submitted_at, id)")
    _birth_idx = models.Index("(birth_date) WHERE birth_date IS NOT NULL")
    _one_draft = models.UniqueIndex(
        "(client_id, company_id) WHERE state = 'draft'",
        "A health history of this client is being filled in already. Open that one "
        "and continue there.",
    )
    _head_idx = models.Index(
        "(company_id, client_id) WHERE state IN ('submitted', 'reviewed')"
    )

    def init(self):
        """Freeze what is submitted."""
        guard_table(self, "intake_guard", arguments=_MOVING)
        submitted = "NEW.submitted_at IS NOT NULL"
        hang_gate_fact(self, "client_id", writes="UPDATE", when=submitted)

    def write(self, vals):
        if CONTENT & vals.keys() or {"answer_ids", "concern_ids"} & vals.keys():
            self._refuse_if_submitted()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._refuse_if_submitted()

    def _refuse_if_submitted(self):
        """Tell the way before PostgreSQL refuses.

        :raises UserError: one of these histories is not a draft
        """
        if closed := self.filtered(lambda intake: intake.state != "draft")[:1]:
            raise UserError(
                self.env._(
                    "%(history)s has been submitted and stays as it is. "
                    "Start a new version to change an answer.",
                    history=closed.name,
                )
            )

    def action_cancel(self):
        """Give up a history that nobody finished."""
        self._refuse_if_submitted()
        self._sealed_write({"state": "cancelled"})

    def action_submit(self):
        """Submit what staff typed from the client's own words.

        :raises FormErrors: a question has no answer, or a field is missing
        """
        self.check_access("write")
        # sudo: findings are made by this verb alone, nobody may create one
        for intake in self.sudo():
            intake._submit(intake.client_id.name, None)

    @api.model
    def _start(self, client, company, source, lang=None, blank=False):
        """Return the draft of this client: the open one, else a new version.

        A new version starts from the last one. While that is in date, only the screens
        with questions that are asked before every visit wait to be gone through.

        :param source: portal, tablet or staff
        :param blank: take nothing over, for somebody who may not see what was told; a
            draft that is open ends here
        """
        draft = self.search(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("state", "=", "draft"),
            ]
        )
        if draft and blank:
            draft.action_cancel()
            draft = draft.browse()
        if draft:
            if draft.source != source:
                draft._sealed_write({"source": source})
        else:
            draft = self._start_version(client, company, source, lang, blank)
        if source == "staff":
            draft._lay_out_questions()
        return draft

    def _start_version(self, client, company, source, lang, blank=False):
        heads = self._heads(client, company)
        last = heads[:1]
        vals = {
            "client_id": client.id,
            "company_id": company.id,
            "source": source,
            "lang": lang or client.lang or self.env.lang,
            "previous_id": last.id,
            "version": self._next_version(client, company),
            **({} if blank else last._carried_values()),
        }
        self.flush_model(["state"])  # one draft at any moment
        with made_once():
            draft = self._sealed_create([vals])
        if not blank:
            heads._carry_rows(draft)
            draft._carry_screens(last)
        return draft

    def _next_version(self, client, company):
        every = [("client_id", "=", client.id), ("company_id", "=", company.id)]
        [(latest,)] = self._read_group(
            [*every, ("submitted_at", "!=", False)], aggregates=["version:max"]
        )
        return (latest or 0) + 1

    def _carried_values(self):
        """Return what the next version takes over from this one."""
        if not self:
            return {}
        values = self._convert_to_write(
            {name: self[name] for name in CONTENT - {"declared"}}
        )
        due = self.pregnancy_due_date
        if due and self._due_date_problem(due):
            values["pregnancy_due_date"] = False
        return values

    def _submit(self, signer_name, signature, signed_at=None, how=None):
        """Freeze this version and put it in the place of those before it.

        :param signature: base64 of a PNG; staff may do without, they type from paper
        :param signed_at: when it was signed, if not now
        :param how: where the signature came from, see ``acupuncture.signed.how.mixin``
        :raises FormErrors: a screen is open, or the signature is missing
        """
        signer = self._prepare_signer(signer_name, signature)
        signed_at = signed_at or fields.Datetime.now()
        self._freeze_version(
            signed_at, {**signer, **(how or {}), "signed_at": signed_at}
        )

    def _submit_unsigned(self, how=None):
        """Freeze this version before it is signed: who treats reads it at once.

        :raises FormErrors: a screen is open
        """
        self._freeze_version(fields.Datetime.now(), how or {})

    def _freeze_version(self, at, signer):
        self.ensure_one()
        self._lock_draft()
        self._refuse_if_open()
        asked = self._questions()
        self.answer_ids.filtered(
            lambda row: not row.value or row.item_id not in asked
        ).unlink()
        heads = self._heads(self.client_id, self.company_id)
        day = self.company_id._clinic_date(at)
        self._sealed_write({**signer, "declared": True})
        self.env.flush_all()  # rows that are still to be written would be refused
        self._sealed_write(
            {
                "state": "submitted",
                "submitted_at": at,
                "valid_until": fields.Date.add(
                    day, months=self.company_id.acupuncture_history_months
                ),
                "draft_screens": False,
                "content_hash": self._content_hash(),
            }
        )
        heads._sealed_write({"state": "superseded"})
        self._make_findings(heads)
        self._history_changed(self.client_id, self.company_id)

    def _sign_submitted(self, signer_name, signature):
        """Put the signature under what was submitted before it, once."""
        self.ensure_one()
        if not self.signed_at:
            signer = self._prepare_signer(signer_name, signature)
            # What was signed as it was sent has one moment for both, see _hashed.
            later = self.submitted_at + timedelta(seconds=1)
            signed_at = max(fields.Datetime.now(), later)
            self._sealed_write({**signer, "signed_at": signed_at})

    def _prepare_signer(self, signer_name, signature):
        """Return the values of the signature, once they are seen to be complete."""
        name = wording.name(signer_name, 201)
        if not name or len(name) > 200:
            raise FormErrors(
                {
                    "signer_name": self.env._(
                        "Please enter the name of the person who signs."
                    )
                }
            )
        if self.source == "staff" and not signature:
            return {"signer_name": name, "signature": False}
        return {
            "signer_name": name,
            "signature": checked_signature(self.env, signature),
        }

    def _hashed(self, _coming):
        """All that the client said, and signed with it."""
        self.ensure_one()
        content = {
            name: str(self[name] or "")
            for name in sorted(CONTENT | {"name", "lang", "signer_name", "signed_at"})
        }
        for name in ADDED:
            if not content[name]:
                del content[name]
        signature = self.with_context(bin_size=False).signature
        content["signature"] = (signature or b"").decode()
        # Empty in what was signed before it was kept: its hash stays the same.
        how = {name: str(self[name]) for name in HOW if self[name]}
        if how:
            content["how"] = how
        if self.submitted_at and self.signed_at != self.submitted_at:
            content |= {"signer_name": "", "signed_at": "", "signature": ""}
        content["concerns"] = self.concern_ids.concern_id.mapped("code")
        content["answers"] = {
            row.item_id.code: row._as_values() for row in self.answer_ids
        }
        return content

    @api.model
    def _history_changed(self, clients, company):
        """Hook: histories, decisions or clearances of clients changed."""
        self._refresh_alerts(clients, company)
        self.env["acupuncture.day"]._tell(company)

    @api.model
    def _heads(self, client, company):
        """Return the versions that count now, newest first: one, or two if merged."""
        return self.search(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("state", "in", LIVE),
            ]
        )

    @api.model
    def _prepare_merge(self, src_partners, dst_partner):
        """Clear what two clients cannot both bring along: drafts and lights.

        Submitted histories stay side by side until the next version; the stricter
        answer counts.

        :return: the clinics in which the client's light changes
        """
        mine = [("client_id", "in", (src_partners | dst_partner).ids)]
        open_ones = self.search([*mine, ("state", "in", ("draft", *LIVE))])
        for of_clinic in open_ones.grouped("company_id").values():
            if len(of_clinic.client_id) > 1:  # a draft knows one history, not both
                of_clinic.filtered(lambda i: i.state == "draft").action_cancel()
        alerts = self.env["acupuncture.client.alert"].search(mine)
        companies = alerts.company_id
        alerts.unlink()
        self.env["acupuncture.client.noted"].search(mine).unlink()
        self.env.flush_all()
        return companies
