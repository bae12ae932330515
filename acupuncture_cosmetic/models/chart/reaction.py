from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..reference.needling_mixin import ZONES
from ..reference.point_position import MAPS

KINDS = [
    ("redness", "Redness"),
    ("bleeding", "Bleeding"),
    ("bruise", "Bruise"),
    ("haematoma", "Haematoma"),
    ("pain", "Pain"),
    ("swelling", "Swelling"),
    ("headache", "Headache"),
    ("tired", "Tiredness"),
    ("faint", "Faintness"),
    ("unconscious", "Loss of consciousness"),
    ("allergy", "Allergic reaction"),
    ("infection", "Infection"),
    ("needle", "Broken or forgotten needle"),
    ("eye", "Eye injury"),
    ("nerve", "Numbness or nerve pain"),
    ("pneumothorax", "Suspected pneumothorax"),
    ("other", "Other"),
]
BRUISES = ("bruise", "haematoma")
# serious whatever else is ticked: they need somebody at once
ALWAYS_SERIOUS = ("pneumothorax", "infection", "needle", "eye", "unconscious")
OUTCOMES = [
    ("ongoing", "Going on"),
    ("recovering", "Stable, getting better"),
    ("recovered", "Gone"),
    ("lasting", "Gone, with something lasting"),
    ("fatal", "Fatal"),
    ("unknown", "Not known"),
]
ENDED = ("recovered", "lasting", "fatal")
GOES_ON = ("ongoing", "recovering")
# all that may still change once the chart is signed
MOVING = ("outcome", "resolved_on", "reported_to", "reported_on")


class Reaction(models.Model):
    """What the skin or the client did not like, with how it ended.

    Recorded in the session, or any time later. Its facts stay once the chart is signed;
    how it ends, and who was told, goes on. PostgreSQL holds this for everybody.
    """

    _name = "acupuncture.reaction"
    _description = "Reaction"
    _inherit = [
        "acupuncture.chart.child.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.numbered.mixin",
        "acupuncture.client.search.mixin",
    ]
    _order = "onset_at desc, id desc"
    _check_company_auto = True
    _number_sequence = "sequence_reaction"
    _moving_fields = MOVING
    _late_rows = True
    _no_loose_pictures = True
    _late_files = "any"  # what a doctor writes about it later
    _sealed_fields = frozenset({"recorded_at", "recorded_by_id"})
    _frozen_fields = frozenset({"name", "treatment_id"})

    client_id = fields.Many2one(
        related="treatment_id.client_id",
        store=True,
        index=True,
        precompute=True,
        related_sudo=False,
    )
    practitioner_id = fields.Many2one(
        related="treatment_id.practitioner_id", related_sudo=False
    )
    session_id = fields.Many2one(related="treatment_id.session_id", related_sudo=False)
    recorded_at = fields.Datetime(
        string="Recorded On",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: fields.Datetime.now(),
    )
    recorded_by_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="restrict",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.uid,
    )
    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        help="Recorded after the chart was signed.",
    )
    is_frozen = fields.Boolean(compute="_compute_is_frozen")

    kind = fields.Selection(
        selection=KINDS, string="Type", required=True, default="bruise", index=True
    )
    severity = fields.Selection(
        selection=[
            ("mild", "Mild"),
            ("moderate", "Moderate"),
            ("serious", "Serious"),
        ],
        required=True,
        compute="_compute_severity",
        store=True,
        readonly=False,
        precompute=True,
        help="Serious: the clinical lead gets a task at once.",
    )
    ctcae_grade = fields.Selection(
        selection=[
            ("1", "1: mild, nothing to be done"),
            ("2", "2: limits daily life a little"),
            ("3", "3: severe, cannot care for oneself"),
            ("4", "4: danger to life"),
            ("5", "5: death"),
        ],
        string="CTCAE Grade",
    )
    causality = fields.Selection(
        selection=[
            ("certain", "Certain"),
            ("probable", "Probable"),
            ("possible", "Possible"),
            ("unlikely", "Unlikely"),
            ("unclassifiable", "Cannot be judged"),
        ],
        string="Caused by the Treatment",
        help="In the words of the WHO's centre for drug monitoring (WHO-UMC).",
    )
    onset_at = fields.Datetime(
        string="Since", required=True, default=lambda self: fields.Datetime.now()
    )
    description = fields.Text()
    action_taken = fields.Text()

    point_id = fields.Many2one(
        comodel_name="acupuncture.point",
        ondelete="restrict",
        index="btree_not_null",
        help="The needle it came from, as far as one can tell.",
    )
    side = fields.Selection(
        selection=[("left", "Left"), ("right", "Right"), ("mid", "Midline")],
        help="Of the client.",
    )
    zone = fields.Selection(
        selection=ZONES,
        compute="_compute_zone",
        store=True,
        readonly=False,
        precompute=True,
    )
    map = fields.Selection(selection=MAPS)
    x = fields.Float()
    y = fields.Float()

    outcome = fields.Selection(
        selection=OUTCOMES, required=True, default="ongoing", copy=False
    )
    resolved_on = fields.Date(copy=False)
    reported_to = fields.Char(
        copy=False, help="Insurer, authority, maker: who was told, with their number."
    )
    reported_on = fields.Date(copy=False)

    _onset_idx = models.Index("(onset_at, id)")
    _open_idx = models.Index("(company_id, kind) WHERE resolved_on IS NULL")
    _ended = models.Constraint(
        "CHECK (resolved_on IS NULL OR outcome NOT IN ('ongoing', 'recovering'))",
        "Say how the reaction ended, or leave the day empty while it goes on.",
    )

    @api.depends("recorded_at", "treatment_id.signed_at")
    def _compute_is_late(self):
        for reaction in self:
            signed_at = reaction.treatment_id.signed_at
            reaction.is_late = bool(signed_at) and reaction.recorded_at > signed_at

    @api.depends("treatment_id.is_open")
    def _compute_is_frozen(self):
        for reaction in self:
            known = bool(reaction._origin)
            reaction.is_frozen = known and not reaction.treatment_id.is_open

    @api.depends("kind", "ctcae_grade")
    def _compute_severity(self):
        """Some kinds and grades are serious by themselves."""
        for reaction in self:
            if reaction._is_surely_serious():
                reaction.severity = "serious"
            else:
                reaction.severity = reaction.severity or "mild"

    @api.depends("point_id")
    def _compute_zone(self):
        for reaction in self:
            reaction.zone = reaction.point_id.zone or reaction.zone

    @api.constrains("kind", "severity", "ctcae_grade")
    def _check_severity(self):
        labels = dict(KINDS)
        for reaction in self:
            if reaction.severity != "serious" and reaction._is_surely_serious():
                raise ValidationError(
                    self.env._(
                        "%(reaction)s (%(kind)s) is serious by its type or grade: "
                        "leave the severity at serious.",
                        reaction=reaction.name,
                        kind=labels[reaction.kind].lower(),
                    )
                )

    @api.constrains("onset_at", "resolved_on", "treatment_id")
    def _check_dates(self):
        now = fields.Datetime.now()
        for reaction in self:
            company, ended = reaction.company_id, reaction.resolved_on
            if reaction.onset_at > fields.Datetime.add(now, minutes=5):
                raise ValidationError(
                    self.env._(
                        "%(reaction)s cannot begin in the future.",
                        reaction=reaction.name,
                    )
                )
            if not ended:
                continue
            begun = company._clinic_date(reaction.onset_at)
            if not begun <= ended <= company._clinic_today():
                raise ValidationError(
                    self.env._(
                        "%(reaction)s began on %(begun)s: it must end on that day or "
                        "later, and not after today.",
                        reaction=reaction.name,
                        begun=fields.Date.to_string(begun),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        reactions = super().create([self._with_outcome(vals) for vals in vals_list])
        reactions._date_ends()
        return reactions

    def write(self, vals):
        result = super().write(self._with_outcome(vals))
        self._date_ends()
        return result

    def action_resolve(self):
        """It is gone, today."""
        for company, reactions in self.grouped("company_id").items():
            today = company._clinic_today()
            running = reactions.filtered(lambda one: not one.resolved_on)
            running.write({"resolved_on": today, "outcome": "recovered"})

    def action_stable(self):
        """Seen and stable: the daily checks end, the review stays."""
        self.filtered(lambda one: not one.resolved_on).write({"outcome": "recovering"})

    def action_reopen(self):
        """It came back, or was not gone after all."""
        self.write({"resolved_on": False, "outcome": "ongoing"})

    def action_view_treatment(self):
        """Open the chart it belongs to."""
        self.ensure_one()
        return self.treatment_id.get_formview_action()

    def _is_surely_serious(self):
        return self.kind in ALWAYS_SERIOUS or (self.ctcae_grade or "0") >= "3"

    @api.model
    def _with_outcome(self, vals):
        """A day without a word is a recovery; what goes on has no last day."""
        if vals.get("resolved_on") and "outcome" not in vals:
            return {**vals, "outcome": "recovered"}
        if vals.get("outcome") in GOES_ON and "resolved_on" not in vals:
            return {**vals, "resolved_on": False}
        return vals

    def _date_ends(self):
        """What has ended without a day ended today."""
        undated = self.filtered(
            lambda one: one.outcome in ENDED and not one.resolved_on
        )
        for reaction in undated:
            today = reaction.company_id._clinic_today()
            reaction.write({"resolved_on": today, "outcome": reaction.outcome})
