from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..foundation.gate_fact import hang_gate_fact
from ..foundation.guard import ALL, check_at_commit, guard_table, refuse_truncate

CATEGORIES = [
    ("pregnancy", "Pregnancy"),
    ("bleeding", "Bleeding"),
    ("medication", "Medication"),
    ("neuro", "Nerves"),
    ("cardiac", "Heart and circulation"),
    ("implants", "Implants"),
    ("oncology", "Cancer"),
    ("infection", "Infection"),
    ("dermatology", "Skin"),
    ("recent_procedures", "Recent procedures"),
    ("systemic", "General health"),
    ("psychological", "Mind and mood"),
    ("age", "Age"),
    ("allergies", "Allergies"),
    ("same_day", "On the day"),
]
TOPICS = [
    ("about", "About you"),
    ("skin", "Your skin"),
    ("heart_nerves", "Heart, nerves and general health"),
    ("medicines", "Medicines"),
    ("allergies", "Allergies"),
    ("pregnancy", "Pregnancy"),
    ("procedures", "Recent procedures"),
    ("today", "Today"),
    ("derived", "Not asked"),
]
# What decides whom and what an item closes, beside its severity.
RULE = {"active", "core", "has_defer", "defer_days", "technique_ids"}


class Contraindication(models.Model):
    """A screening item: what speaks against a treatment, and how it is asked.

    ``severity`` says what a yes does: *absolute* stops (with days: until they are
    over), *clearance_required* holds until a doctor agrees, *caution* wants a look
    (with days: defers), *info* is only noted. The catalogue is shared by all clinics;
    each sets its own use, days and wording.
    """

    _name = "acupuncture.contraindication"
    _description = "Screening Item"
    _inherit = ["acupuncture.shared.mixin", "acupuncture.sealed.mixin"]
    _order = "sequence, id"

    _frozen_fields = frozenset({"code", "severity"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    category = fields.Selection(CATEGORIES, required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    core = fields.Boolean(
        string="Default Questionnaire",
        help="Asked unless the clinic switches it off. Others are asked where the "
        "clinic switches them on.",
    )
    off_reason = fields.Text(
        string="Why It Is Not Asked",
        translate=True,
        help="Why the default questionnaire does without it.",
    )

    severity = fields.Selection(
        [
            ("absolute", "Stop"),
            ("clearance_required", "Doctor's clearance"),
            ("caution", "Caution"),
            ("info", "Note"),
        ],
        default="caution",
        required=True,
    )
    technique_ids = fields.Many2many(
        comodel_name="acupuncture.technique",
        string="Techniques",
        help="Empty: every technique.",
    )
    has_defer = fields.Boolean(string="Ends by Itself")
    defer_days = fields.Integer(string="Days to Wait")
    guidance = fields.Text(translate=True)
    source = fields.Char(help="Where the rule comes from.")

    topic = fields.Selection(TOPICS, default="about", required=True)
    question_of_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Asked With",
        ondelete="restrict",
        help="The answer to that item's question counts for this one too.",
    )
    question = fields.Char(translate=True)
    question_help = fields.Char(translate=True)
    ask_date = fields.Boolean()
    date_label = fields.Char(translate=True)
    ask_detail = fields.Boolean()
    detail_label = fields.Char(translate=True)
    critical = fields.Boolean(
        string="Ask Before Every Visit",
        help="Asked again even when the client says that nothing has changed.",
    )
    term_ids = fields.Many2many(
        comodel_name="acupuncture.screening.term",
        relation="acupuncture_screening_term_item_rel",
        column1="item_id",
        column2="term_id",
        string="Words That Tell",
        help="Written anywhere in a history, one of these contradicts a “no”.",
    )

    setting_ids = fields.One2many(
        comodel_name="acupuncture.contraindication.setting", inverse_name="item_id"
    )
    change_ids = fields.One2many(
        comodel_name="acupuncture.severity.change", inverse_name="item_id"
    )

    _code_unique = models.UniqueIndex(
        "(code)",
        "A screening item with this code exists. Choose another code, or change "
        "that one.",
    )
    _days = models.Constraint(
        "CHECK (defer_days BETWEEN 0 AND 3650)",
        "Days to wait are between 0 and ten years.",
    )
    _stop_lasts = models.Constraint(
        "CHECK (severity != 'absolute' OR NOT has_defer OR defer_days > 0)",
        "An item that stops the treatment waits at least one day.",
    )

    def init(self):
        """Let PostgreSQL ask for the history of a severity, and of a rule."""
        result = super().init()
        guard_table(self, "item_guard", "UPDATE")
        check_at_commit(self, "item_rule", "UPDATE")
        links = self._fields["technique_ids"].relation
        check_at_commit(self, "item_technique_rule", ALL, links)
        refuse_truncate(self, links)
        hang_gate_fact(self, links=("technique_ids",))
        return result

    @api.constrains("question", "question_of_id", "topic")
    def _check_question(self):
        for item in self:
            silent = item.question_of_id or item.topic == "derived"
            if not silent and not item.question:
                raise ValidationError(
                    self.env._("“%(item)s” has no question.", item=item.name)
                )
            if item.question_of_id.question_of_id:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” must be asked with an item that is asked itself.",
                        item=item.name,
                    )
                )

    def write(self, vals):
        """What is frozen may be written as it is: loading the catalogue anew does."""
        same = {
            name
            for name in self._frozen_fields & vals.keys()
            if all(item[name] == vals[name] for item in self)
        }
        vals = {k: vals[k] for k in vals.keys() - same}
        if not RULE & vals.keys():
            return super().write(vals)
        before = {item: item._rule() for item in self}
        result = super().write(vals)
        self.env["acupuncture.severity.change"]._log(
            [
                {"item_id": item.id, **change}
                for item in self
                for change in self._changes(before[item], item._rule())
            ]
        )
        return result

    def _rule(self):
        """Return what the item closes unless a clinic says otherwise, in words."""
        self.ensure_one()
        return self._rule_words(
            self.active and self.core,
            self.has_defer and self.defer_days,
            ", ".join(self.technique_ids.mapped("name")),
        )

    @api.model
    def _rule_words(self, in_use, days, techniques):
        return {
            "use": self.env._("yes") if in_use else self.env._("no"),
            "days": self.env._("none") if days is False else str(days),
            "techniques": techniques or self.env._("every technique"),
        }

    @api.model
    def _changes(self, before, after):
        """Return the values of the history for what differs between two rules."""
        return [
            {"what": what, "before": before[what], "after": after[what]}
            for what in before
            if before[what] != after[what]
        ]

    def action_set_severity(self, severity, reason):
        """Change the severity; for the clinical lead alone, with a reason.

        What was ever a stop is never less than a doctor's clearance.
        """
        self.ensure_one()
        self._check_may_set_severity()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the severity changes."))
        self._check_severity(severity)
        self.env["acupuncture.severity.change"]._log(
            [
                {
                    "item_id": self.id,
                    "what": "severity",
                    "from_severity": self.severity,
                    "to_severity": severity,
                    "reason": reason,
                }
            ]
        )
        self._sealed_write({"severity": severity})

    def _check_may_set_severity(self):
        if not self.env.user.has_group("acupuncture_cosmetic.group_clinical_lead"):
            raise AccessError(
                self.env._("Only the clinical lead changes how severe an item is.")
            )
        self.check_access("write")

    def _check_severity(self, severity):
        if severity not in dict(self._fields["severity"].selection):
            raise UserError(self.env._("There is no such severity."))
        if severity == self.severity:
            raise UserError(
                self.env._("“%(item)s” has this severity already.", item=self.name)
            )
        once_stop = "absolute" in [
            self.severity,
            *self.change_ids.mapped("from_severity"),
        ]
        if once_stop and severity not in ("absolute", "clearance_required"):
            raise UserError(
                self.env._(
                    "“%(item)s” is a reason to stop. It can be eased to a doctor's "
                    "clearance, not further.",
                    item=self.name,
                )
            )
