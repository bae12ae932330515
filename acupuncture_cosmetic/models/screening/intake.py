from odoo import api, fields, models
from odoo.exceptions import UserError

from ..foundation.gate_fact import hang_gate_fact
from ..foundation.guard import guard_table
from ..foundation.signed_how_mixin import HOW

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
LIVE = ("submitted", "reviewed")
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
    """

    _name = "acupuncture.intake"
    _description = "Health History"
    _inherit = [
        "acupuncture.hashed.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.numbered.mixin",
        "acupuncture.signed.how.mixin",
        "acupuncture.client.search.mixin",
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
    check_ids = fields.One2many(
        comodel_name="acupuncture.intake.check",
        inverse_name="intake_id",
        string="Confirmed Unchanged",
        readonly=True,
    )
    draft_screens = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="Technical: which screens of the form the client has completed.",
    )
    content_hash = fields.Char(string="SHA-256 of the Content", readonly=True)

    _submitted_idx = models.Index("(submitted_at, id)")
    _one_draft = models.UniqueIndex(
        "(client_id, company_id) WHERE state = 'draft'",
        "This client has a health history that is being filled in already. Open "
        "that one and go on there.",
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
                    "%(history)s is submitted and stays as it is. "
                    "Start a new version to change an answer.",
                    history=closed.name,
                )
            )
