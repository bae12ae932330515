from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import outcome_change
from ..foundation.guard import guard_table
from ..photo.photo import PHASES

_MOVING = ("client_id",)  # a merge of contacts moves it


class Outcome(models.Model):
    """One rating on one version of a scale: a fact.

    It is never edited. A mistake is corrected by a new row that replaces the old one
    and says why; both stay. PostgreSQL refuses the rest, for everybody.
    """

    _name = "acupuncture.outcome"
    _description = "Outcome"
    _inherit = ["acupuncture.observation.mixin"]
    _order = "measured_at desc, id desc"
    _check_company_auto = True
    _number_sequence = "sequence_outcome"
    _sealed_files = "TRUE"
    _no_loose_pictures = True
    _sealed_fields = frozenset({"user_id", "source"})

    scale_id = fields.Many2one(
        comodel_name="acupuncture.outcome.scale",
        ondelete="restrict",
        required=True,
        index=True,
    )
    concern_id = fields.Many2one(
        comodel_name="acupuncture.concern",
        string="Area",
        ondelete="restrict",
        index="btree_not_null",
    )
    rater = fields.Selection(
        selection=[
            ("client", "Client"),
            ("practitioner", "Practitioner"),
            ("blinded", "Blinded reader"),
        ],
        string="Rated By",
        required=True,
        default="practitioner",
    )
    phase = fields.Selection(selection=PHASES, required=True, default="baseline")
    measured_at = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now()
    )
    value = fields.Float(required=True)
    value_text = fields.Char(string="Rating", compute="_compute_value_text")
    note = fields.Text(string="In Words")

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded By",
        ondelete="restrict",
        default=lambda self: self.env.uid,
        help="Empty when the client sent the rating.",
    )
    source = fields.Selection(
        selection=[("clinic", "At the clinic"), ("form", "Client's form")],
        required=True,
        default="clinic",
    )
    replaces_id = fields.Many2one(
        comodel_name="acupuncture.outcome",
        string="Corrects",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    reason = fields.Char(string="Why Corrected")
    replaced_by_ids = fields.One2many(
        comodel_name="acupuncture.outcome",
        inverse_name="replaces_id",
        string="Corrected By",
        readonly=True,
    )

    _replaced_once = models.UniqueIndex(
        "(replaces_id) WHERE replaces_id IS NOT NULL",
        "This rating has already been corrected. Correct the newer one.",
    )
    _measured_idx = models.Index("(measured_at, id)")
    _course_idx = models.Index("(course_id, scale_id, concern_id, measured_at)")

    @property
    def _frozen_fields(self):
        """Everything: a rating is given once."""
        return frozenset(self._fields)

    def init(self):
        """Check every rating against its scale, and keep it as it is."""
        guard_table(self, "outcome_guard", arguments=_MOVING)

    @api.depends("value", "scale_id")
    def _compute_value_text(self):
        for outcome in self:
            outcome.value_text = outcome.scale_id._label(outcome.value)

    # ------------------------------------------------------------------
    # What a rating may be
    # ------------------------------------------------------------------

    @api.constrains("value", "scale_id")
    def _check_value(self):
        for outcome in self:
            scale = outcome.scale_id
            if not outcome_change.fits(
                outcome.value, scale.minimum, scale.maximum, scale.step
            ):
                raise ValidationError(
                    self.env._(
                        "%(value)s is not a value of %(scale)s, which goes from "
                        "%(minimum)s to %(maximum)s in steps of %(step)s.",
                        value=outcome_change.text(outcome.value),
                        scale=scale._title(),
                        minimum=outcome_change.text(scale.minimum),
                        maximum=outcome_change.text(scale.maximum),
                        step=outcome_change.text(scale.step),
                    )
                )

    @api.constrains("scale_id", "concern_id")
    def _check_area(self):
        for outcome in self:
            if outcome.scale_id.by_area and not outcome.concern_id:
                raise ValidationError(
                    self.env._(
                        "%(scale)s is rated for one area at a time. Choose the area.",
                        scale=outcome.scale_id._title(),
                    )
                )

    @api.constrains("scale_id", "phase")
    def _check_phase(self):
        for outcome in self:
            if outcome.scale_id.is_change and outcome.phase == "baseline":
                raise ValidationError(
                    self.env._(
                        "%(scale)s compares with the time before the course, so it "
                        "cannot be rated then. Choose a later phase.",
                        scale=outcome.scale_id._title(),
                    )
                )

    @api.constrains("scale_id", "rater")
    def _check_rater(self):
        for outcome in self:
            scale = outcome.scale_id
            by_client = outcome.rater == "client"
            if scale.rater != "both" and by_client != (scale.rater == "client"):
                labels = dict(scale._fields["rater"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(scale)s can only be rated by: %(rater)s.",
                        scale=scale._title(),
                        rater=labels[scale.rater],
                    )
                )

    @api.constrains("measured_at")
    def _check_measured_at(self):
        if any(outcome.measured_at > fields.Datetime.now() for outcome in self):
            raise ValidationError(
                self.env._("The time of a rating cannot be in the future. Correct it.")
            )

    @api.constrains("replaces_id", "reason")
    def _check_correction(self):
        same = ("client_id", "course_id", "scale_id", "concern_id", "rater", "phase")
        for outcome in self.filtered("replaces_id"):
            if not (outcome.reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Enter why %(number)s is corrected.",
                        number=outcome.replaces_id.name,
                    )
                )
            if any(outcome[name] != outcome.replaces_id[name] for name in same):
                raise ValidationError(
                    self.env._(
                        "A correction keeps the client, scale, area, phase and rater "
                        "of %(number)s. For anything else, enter a new rating.",
                        number=outcome.replaces_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Making
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        usual = self.env.context.get("default_treatment_id")
        self._refuse_signed([vals.get("treatment_id", usual) for vals in vals_list])
        self._check_first(vals_list)
        for words in ("acupuncture.outcome.scale", "acupuncture.outcome.level"):
            self.env[words].flush_model()  # as they are read now, they stay
        return super().create(vals_list)

    def _check_first(self, vals_list):
        """Refuse in words what PostgreSQL would refuse at the insert."""
        missing = ("rater", "phase", "measured_at")
        for vals in vals_list:
            draft = self.new({**self.default_get(missing), **vals})
            for check in (draft._check_value, draft._check_area, draft._check_phase):
                check()

    def _refuse_signed(self, treatment_ids):
        """Tell the way before PostgreSQL refuses: what is signed is complete."""
        treatments = self.env["acupuncture.treatment"].browse(
            filter(None, treatment_ids)
        )
        if signed := treatments.filtered(lambda t: not t.is_open)[:1]:
            raise UserError(
                self.env._(
                    "%(record)s is signed, so nothing can be added to it. Rate from "
                    "the results of the course instead.",
                    record=signed.name,
                )
            )

    def action_correct(self):
        """Open the dialog that corrects this rating by a new one."""
        self.ensure_one()
        if self.replaced_by_ids:
            raise UserError(
                self.env._(
                    "%(number)s has already been corrected by %(newer)s. Correct that "
                    "one.",
                    number=self.name,
                    newer=self.replaced_by_ids.name,
                )
            )
        return self.env["acupuncture.outcome.rate"]._open(
            self.client_id, self.course_id, replaces=self
        )

    @api.model
    def _standing(self, domain):
        """Return the ratings that count: what was corrected does not."""
        return self.search([*domain, ("replaced_by_ids", "=", False)])

    @api.model
    def _concerns(self, client, course=None):
        """Return what the client came for: as planned, as sold, or as told.

        :param course: the course it is about, if any
        """
        concerns = self.env["acupuncture.concern"]
        if course:
            plan = self.env["acupuncture.plan"].search(
                [("course_id", "=", course.id), ("state", "!=", "superseded")], limit=1
            )
            concerns = plan.concern_ids or course.protocol_id.concern_ids
        if not concerns:
            company = course.company_id if course else self.env.company
            history = self.env["acupuncture.intake"]._heads(client, company)[:1]
            concerns = history.concern_ids.sorted("rank").concern_id[:3]
        return concerns.filtered("active")

    @api.model
    def _phase_now(self, course):
        """Return in which phase of a course its client is asked today."""
        held = course.session_ids.filtered(lambda s: s.state == "done")
        last = max(held.mapped("began_at"), default=fields.Datetime.now())
        days = (fields.Datetime.now() - last).days
        return outcome_change.phase(len(held), course.open_count, days)
