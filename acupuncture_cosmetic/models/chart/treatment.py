from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..foundation.guard import check_at_commit, guard_table
from ..foundation.windows import dialog, window

# Rows that may be added to a signed record; each has guards of its own.
LATE = frozenset({"addendum_ids", "incident_ids", "reaction_ids"})
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

    Laws 5 and 6 hold in PostgreSQL too, see ``sql``.

    Here are its fields and what is always refused. ``treatment_start`` fills a new one
    in. A mixin each: who treats and writes (``treating``), when two write at once
    (``concurrent_writing``), what this visit leaves out (``visit_limits``) and how that
    is shown (``chart_strip``), how long the needles stay (``retention``), that they all
    come out (``needle_counting``), lots (``lots_used``) and allergies (``allergy``) of
    what is used, what is still missing (``completeness``), the sentences it writes of
    itself (``note``), the signature (``signing``) and the page to take home
    (``aftercare``). Photos, ratings and follow-ups are added by their rooms.
    """

    _name = "acupuncture.treatment"
    _description = "Treatment Record"
    _inherit = [
        "acupuncture.treating.mixin",
        "acupuncture.concurrent.writing.mixin",
        "acupuncture.visit.limits.mixin",
        "acupuncture.chart.strip.mixin",
        "acupuncture.retention.mixin",
        "acupuncture.needle.counting.mixin",
        "acupuncture.lots.used.mixin",
        "acupuncture.allergy.mixin",
        "acupuncture.examination.mixin",
        "acupuncture.completeness.mixin",
        "acupuncture.words.mixin",
        "acupuncture.note.mixin",
        "acupuncture.sign.dialog.mixin",
        "acupuncture.signing.mixin",
        "acupuncture.aftercare.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.numbered.mixin",
        "acupuncture.client.search.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _number_sequence = "sequence_treatment"
    _sealed_files = "kept.signed_at IS NOT NULL"
    _no_loose_pictures = True
    _late_fields = LATE
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
    objective = fields.Text(help="What you see and feel.")
    assessment = fields.Text()
    next_plan = fields.Text(string="Next Time", help="What is done next time.")
    tongue_body = fields.Selection(selection=TONGUES, string="Tongue Noted Before")
    tongue_coat = fields.Selection(selection=COATS, string="Coating Noted Before")
    tongue = fields.Char(string="Tongue Details")
    pulse_quality = fields.Selection(selection=PULSES, string="Pulse Noted Before")
    pulse = fields.Char(string="Pulse Details")
    tolerance = fields.Selection(
        selection=[("good", "Good"), ("fair", "Fair"), ("poor", "Poor")],
        default="good",
    )
    aftercare_given = fields.Boolean(help="Explained and handed out.")

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
    addendum_ids = fields.One2many(
        comodel_name="acupuncture.addendum",
        inverse_name="treatment_id",
        string="Addenda",
    )

    count_way = fields.Selection(
        related="company_id.acupuncture_count_way", related_sudo=False
    )
    is_open = fields.Boolean(
        compute="_compute_is_open", export_string_translation=False
    )

    _session_unique = models.UniqueIndex(
        "(session_id)", "This session already has a treatment record. Open that one."
    )

    def init(self):
        """Freeze what is signed, refuse a signature while needles are missing."""
        result = super().init()
        guard_table(self, "treatment_guard")
        check_at_commit(self, "treatment_same_client", "UPDATE OF client_id")
        return result

    reaction_count = fields.Integer(
        string="Reactions Recorded", compute="_compute_reaction_count"
    )
    open_reaction_count = fields.Integer(compute="_compute_reaction_count")
    still_in_count = fields.Integer(
        string="Needles Still In", compute="_compute_still_in_count"
    )

    @api.depends("state")
    def _compute_is_open(self):
        for treatment in self:
            treatment.is_open = treatment.state == "draft"

    @api.depends("reaction_ids.resolved_on")
    def _compute_reaction_count(self):
        for treatment in self:
            reactions = treatment.reaction_ids
            treatment.reaction_count = len(reactions)
            treatment.open_reaction_count = len(
                reactions.filtered(lambda one: not one.resolved_on)
            )

    @api.depends("needle_ids.retained", "needle_ids.removal_ids")
    def _compute_still_in_count(self):
        for treatment in self:
            treatment.still_in_count = len(treatment.needle_ids.filtered("is_still_in"))

    @api.constrains("client_id", "plan_id")
    def _check_plan(self):
        for treatment in self:
            plan = treatment.plan_id
            if plan and plan.client_id != treatment.client_id:
                raise ValidationError(
                    self.env._(
                        "%(plan)s is the plan of another client. Choose one of "
                        "%(client)s, or none.",
                        plan=plan.name,
                        client=treatment.client_id.display_name,
                    )
                )

    def write(self, vals):
        vals = self._beside_colleagues(vals)
        if vals.keys() - self._sealed_fields - self._late_fields:
            self._refuse_if_not_mine(vals.get("sign_reason"))
            self._refuse_if_signed()
        began = {one: one.needles_in_at for one in self if "needles_in_at" in vals}
        result = super().write(vals)
        for treatment, before in began.items():
            treatment._needles_went_in(before)
        return result

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
                "%(session)s is done and its chart is signed, which cannot be "
                "undone. Correct the chart with an addendum.",
                session=session,
            )
        elif self.needles_in_at:
            message = self.env._(
                "%(session)s: the needles are in. Count them out and sign, or reset "
                "the timer of the chart if it was tapped by mistake.",
                session=session,
            )
        else:
            return
        raise UserError(message)

    def action_open_incidents(self):
        """Open what went wrong in this session."""
        return self.incident_ids._get_records_action(name=self.env._("Incidents"))

    def action_late_reaction(self):
        """Record what showed after the session, on a chart that may be signed."""
        self.ensure_one()
        return dialog(
            self.env["acupuncture.reaction"],
            self.env._("Late Reaction"),
            treatment_id=self.id,
        )

    def action_view_reactions(self):
        """Open the reactions of this treatment."""
        self.ensure_one()
        return window(
            self.env,
            "reaction_action",
            domain=[("treatment_id", "=", self.id)],
            context={"default_treatment_id": self.id},
        )

    def action_take_out(self):
        """Ask when and by whom the needles that stayed in were taken out."""
        return self.needle_ids.action_take_out()

    def action_view_staying(self):
        """Open the needles of this record that stayed in."""
        self.ensure_one()
        return window(
            self.env,
            "needle_action_staying",
            domain=[("treatment_id", "=", self.id), ("retained", "=", True)],
            context={},
        )

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
