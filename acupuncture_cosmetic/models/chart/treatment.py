from odoo import api, fields, models
from odoo.exceptions import UserError

from .guard import NEEDLES_ODD, SAME_CLIENT, guard_chart_table

# Rows that may be added to a signed record; each has guards of its own.
LATE = frozenset({"addendum_ids", "incident_ids", "photo_ids", "reaction_ids"})
TONGUES = [
    ("pale", "Pale"),
    ("pale_red", "Pale red"),
    ("red", "Red"),
    ("red_tip", "Red tip"),
    ("purple", "Purple"),
    ("swollen", "Swollen, tooth marks"),
    ("thin", "Thin"),
    ("cracked", "Cracked"),
]
COATS = [
    ("thin_white", "Thin white"),
    ("thick_white", "Thick white"),
    ("thin_yellow", "Thin yellow"),
    ("thick_yellow", "Thick yellow"),
    ("greasy", "Greasy"),
    ("peeled", "Peeled"),
    ("none", "None"),
]
PULSES = [
    ("even", "Even"),
    ("wiry", "Wiry"),
    ("slippery", "Slippery"),
    ("thready", "Thready"),
    ("weak", "Weak"),
    ("deep", "Deep"),
    ("floating", "Floating"),
    ("rapid", "Rapid"),
    ("slow", "Slow"),
    ("choppy", "Choppy"),
]


class Treatment(models.Model):
    """The clinical record of one session. Signed, it stays as it is.

    ========= ========= =======================================================
    state     comes from verb
    ========= ========= =======================================================
    draft     creation  the session starts (``_start_for``)
    to_cosign draft     action_sign by a trainee
    signed    draft     action_sign; the session is done, its credit used
    signed    to_cosign action_cosign by the supervisor or the clinical lead
    ========= ========= =======================================================

    Laws 5 and 6 hold in PostgreSQL too, see ``guard``.
    """

    _name = "acupuncture.treatment"
    _description = "Treatment Record"
    _inherit = [
        "acupuncture.sealed.mixin",
        "acupuncture.numbered.mixin",
        "acupuncture.client.search.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _number_sequence = "sequence_treatment"
    _sealed_files = "kept.signed_at IS NOT NULL"
    _sealed_fields = frozenset(
        {
            "name",
            "state",
            "session_id",
            "client_id",
            "company_id",
            "practitioner_id",
            "signed_at",
            "signed_by_id",
            "cosigned_at",
            "cosigned_by_id",
            "content_hash",
            "reminded_at",
            "supervised_by_id",
            "treated_by_ids",
            "spared_data",
        }
    )

    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        ondelete="restrict",
        required=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="restrict", required=True, index=True
    )
    session_start = fields.Datetime(
        related="session_id.began_at", string="Session On", related_sudo=False
    )
    planned_start = fields.Datetime(
        related="session_id.planned_start", string="Planned For", related_sudo=False
    )
    client_id = fields.Many2one(
        comodel_name="res.partner", ondelete="restrict", required=True, index=True
    )
    practitioner_id = fields.Many2one(
        comodel_name="resource.resource",
        ondelete="restrict",
        required=True,
        check_company=True,
        index=True,
    )
    plan_id = fields.Many2one(
        comodel_name="acupuncture.plan",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Open"),
            ("to_cosign", "Awaits co-signature"),
            ("signed", "Signed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    subjective = fields.Text(help="What the client says.")
    objective = fields.Text(help="What is seen and felt.")
    assessment = fields.Text()
    next_plan = fields.Text(string="Next Time", help="What is done next time.")
    tongue_body = fields.Selection(selection=TONGUES, string="Tongue")
    tongue_coat = fields.Selection(selection=COATS, string="Coating")
    tongue = fields.Char(string="Tongue, More")
    pulse_quality = fields.Selection(selection=PULSES, string="Pulse")
    pulse = fields.Char(string="Pulse, More")
    tolerance = fields.Selection(
        selection=[("good", "Good"), ("fair", "Fair"), ("poor", "Poor")],
        default="good",
    )
    aftercare_given = fields.Boolean(help="Told and handed out.")

    needles_in_at = fields.Datetime(string="Needles In")
    retention_target = fields.Integer(string="Retention Target (minutes)", default=25)
    removal_at = fields.Datetime(string="Removal Began")
    retention_minutes = fields.Integer(string="Minutes Kept")

    needle_ids = fields.One2many(
        comodel_name="acupuncture.needle", inverse_name="treatment_id", string="Needles"
    )
    count_ids = fields.One2many(
        comodel_name="acupuncture.needle.count",
        inverse_name="treatment_id",
        string="Counted Out",
    )
    supply_ids = fields.One2many(
        comodel_name="acupuncture.treatment.supply",
        inverse_name="treatment_id",
        string="Products",
    )
    reaction_ids = fields.One2many(
        comodel_name="acupuncture.reaction",
        inverse_name="treatment_id",
        string="Reactions",
    )
    incident_ids = fields.One2many(
        comodel_name="acupuncture.incident",
        inverse_name="treatment_id",
        string="Incidents",
    )
    photo_ids = fields.One2many(
        comodel_name="acupuncture.photo", inverse_name="treatment_id", string="Photos"
    )
    addendum_ids = fields.One2many(
        comodel_name="acupuncture.addendum",
        inverse_name="treatment_id",
        string="Addenda",
    )

    is_open = fields.Boolean(
        compute="_compute_is_open", export_string_translation=False
    )
    sign_reason = fields.Char(
        string="Signed for Somebody Else Because",
        copy=False,
        help="The clinical lead signs for a practitioner who cannot.",
    )
    signed_at = fields.Datetime(readonly=True, copy=False)
    signed_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    cosigned_at = fields.Datetime(string="Co-signed At", readonly=True, copy=False)
    cosigned_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Co-signed By",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    content_hash = fields.Char(string="SHA-256", readonly=True, copy=False)
    reminded_at = fields.Datetime(readonly=True, copy=False)

    _session_unique = models.UniqueIndex(
        "(session_id)", "This session has a treatment record already. Open that one."
    )
    _minutes = models.Constraint(
        "CHECK (retention_target BETWEEN 0 AND 180 AND retention_minutes >= 0)",
        "Needles stay between 0 and 180 minutes.",
    )
    _removal_order = models.Constraint(
        "CHECK (removal_at IS NULL OR COALESCE(needles_in_at <= removal_at, false))",
        "Needles cannot come out before they went in.",
    )

    def init(self):
        """Freeze what is signed, refuse a signature while needles are missing."""
        self.env.cr.execute(NEEDLES_ODD)
        guard_chart_table(self, "acupuncture_treatment_guard")
        self.env.cr.execute(SAME_CLIENT)

    @api.depends("state")
    def _compute_is_open(self):
        for treatment in self:
            treatment.is_open = treatment.state == "draft"

    def write(self, vals):
        if vals.keys() - self._sealed_fields - LATE:
            self._refuse_if_signed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("Treatment records are kept, not deleted."))

    def _refuse_if_signed(self):
        """Tell the way before PostgreSQL refuses.

        :raises UserError: one of these records is signed
        """
        for treatment in self.filtered(lambda one: not one.is_open):
            raise UserError(
                self.env._(
                    "%(treatment)s of %(session)s is signed and stays as it is. Write "
                    "an addendum, or reload the page to see where it stands.",
                    treatment=treatment.name,
                    session=treatment.session_id.name,
                )
            )

    def _refuse_undo(self):
        """Hold the session where it is when its record says so.

        :raises UserError: the record is signed, or the needles are in
        """
        self.ensure_one()
        session = self.session_id.name
        if not self.is_open:
            message = self.env._(
                "%(session)s is done and its chart is signed: that stays. Correct the "
                "chart by an addendum.",
                session=session,
            )
        elif self.needles_in_at:
            message = self.env._(
                "%(session)s: the needles are in. Count them out and sign, or reset "
                "the timer of the chart when it was tapped by mistake.",
                session=session,
            )
        else:
            return
        raise UserError(message)

    def action_open_incidents(self):
        """Open what went wrong in this session."""
        return self.incident_ids._get_records_action(name=self.env._("Incidents"))

    def _open_chart(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Chart"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
