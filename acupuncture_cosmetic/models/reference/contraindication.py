from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ...engine.screening import Item
from ...engine.screening_words import Term, words_of
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
    each sets its own use, days and wording. The table of items by techniques is a
    mixin, ``reach_table_mixin.py``.
    """

    _name = "acupuncture.contraindication"
    _description = "Screening Item"
    _inherit = [
        "acupuncture.shared.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.reach.table.mixin",
    ]
    _order = "sequence, id"

    _frozen_fields = frozenset({"code", "severity"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    category = fields.Selection(CATEGORIES, required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    core = fields.Boolean(
        string="Default Questionnaire",
        help="Asked unless the clinic switches it off. Other items are asked only if "
        "the clinic switches them on.",
    )
    off_reason = fields.Text(
        string="Why It Is Not Asked",
        translate=True,
        help="Why it is not part of the default questionnaire.",
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
        help="Leave empty for every technique.",
    )
    has_defer = fields.Boolean(string="Ends by Itself")
    defer_days = fields.Integer(string="Wash-out Days")
    guidance = fields.Text(translate=True)
    source = fields.Char(help="Where the rule comes from.")

    topic = fields.Selection(TOPICS, default="about", required=True)
    question_of_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Asked With",
        ondelete="restrict",
        help="The answer to that item's question also counts for this one.",
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
        string="Keywords",
        help="If the client writes one of these anywhere in the history, it "
        "contradicts a “no”.",
    )

    setting_ids = fields.One2many(
        comodel_name="acupuncture.contraindication.setting", inverse_name="item_id"
    )
    sharing_ids = fields.One2many(
        comodel_name="acupuncture.contraindication",
        inverse_name="question_of_id",
        string="Sharing This Question",
    )
    change_ids = fields.One2many(
        comodel_name="acupuncture.severity.change", inverse_name="item_id"
    )

    clinic_enabled = fields.Boolean(
        string="In Use",
        compute="_compute_clinic",
        search="_search_clinic_enabled",
        help="Asked and screened for in the current clinic.",
    )
    clinic_days = fields.Integer(string="Our Wash-out Days", compute="_compute_clinic")
    clinic_question = fields.Char(string="Our Wording", compute="_compute_clinic")
    clinic_differs = fields.Boolean(compute="_compute_clinic")

    _code_unique = models.UniqueIndex(
        "(code)",
        "A screening item with this code already exists. Choose another code, or edit "
        "that item.",
    )
    _days = models.Constraint(
        "CHECK (defer_days BETWEEN 0 AND 3650)",
        "A wash-out lasts from 0 days to ten years. Enter 0 to 3650 days.",
    )
    _stop_lasts = models.Constraint(
        "CHECK (severity != 'absolute' OR NOT has_defer OR defer_days > 0)",
        "An item that stops the treatment needs a wash-out of at least one day.",
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
                    self.env._(
                        "“%(item)s” has no question. Write one, or choose the item it "
                        "is asked with.",
                        item=item.name,
                    )
                )
            if item.question_of_id.question_of_id:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” must be asked with an item that has its own "
                        "question. Choose another item.",
                        item=item.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()  # what is asked
        return super().create(vals_list)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def write(self, vals):
        """What is frozen may be written as it is: loading the catalogue anew does."""
        self.env.registry.clear_cache()
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
            raise UserError(self.env._("Say why you are changing the severity."))
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
                self.env._(
                    "Only the clinical lead may change the severity of a screening "
                    "item."
                )
            )
        self.check_access("write")

    def _check_severity(self, severity):
        if severity not in dict(self._fields["severity"].selection):
            raise UserError(
                self.env._("This severity does not exist. Choose one from the list.")
            )
        if severity == self.severity:
            raise UserError(
                self.env._(
                    "“%(item)s” already has this severity. Choose another one.",
                    item=self.name,
                )
            )
        once_stop = "absolute" in [
            self.severity,
            *self.change_ids.mapped("from_severity"),
        ]
        if once_stop and severity not in ("absolute", "clearance_required"):
            raise UserError(
                self.env._(
                    "“%(item)s” is a reason to stop. It can be eased to a doctor's "
                    "clearance, but no further.",
                    item=self.name,
                )
            )

    # ------------------------------------------------------------------
    # The catalogue as one clinic uses it: which items, how many days, which words
    # ------------------------------------------------------------------

    @api.depends_context("company", "lang")
    @api.depends(
        "core",
        "defer_days",
        "question",
        "setting_ids.enabled",
        "setting_ids.use_own_days",
        "setting_ids.defer_days",
        "setting_ids.question",
    )
    def _compute_clinic(self):
        for item in self:
            setting = item._setting(self.env.company)
            own_days = setting.use_own_days
            item.clinic_enabled = setting.enabled if setting else item.core
            item.clinic_days = setting.defer_days if own_days else item.defer_days
            item.clinic_question = setting.question or item.question
            item.clinic_differs = bool(setting)

    def _search_clinic_enabled(self, operator, value):
        if operator != "in":
            return NotImplemented
        enabled = self._enabled_domain(self.env.company)
        return enabled if True in value else ~enabled

    def action_set_for_clinic(self):
        """Open what the present clinic sets for this item, empty at first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "acupuncture.contraindication.setting",
            "res_id": self._setting(self.env.company).id,
            "view_mode": "form",
            "target": "new",
            "context": {"default_item_id": self.id},
        }

    @ormcache("self.id")
    def _lasting_code(self):
        """Return the code: it is frozen, so that a history need not read its items."""
        return self.code

    @api.model
    def _catalogue(self, company):
        """Return the items in use as the clinic has set them, for the engine.

        One query, whatever the size of the catalogue.

        :rtype: list[Item]
        """
        self._flush_catalogue()
        return [
            Item(
                code,
                severity,
                frozenset(techniques),
                days,
                *texts,
                terms=tuple(
                    Term(kind, name, *(words_of(words or "") for words in lists))
                    for kind, name, *lists in terms or ()
                ),
                question_of=root,
                same_day=same_day,
                lasting=lasting,
            )
            for (
                code,
                severity,
                techniques,
                days,
                *texts,
                terms,
                root,
                same_day,
                lasting,
            ) in self._catalogue_rows(company)
        ]

    @api.model
    def _catalogue_rows(self, company):
        return self.env.execute_query(
            SQL(
                """
                SELECT item.code, item.severity,
                       array_remove(array_agg(technique.code), NULL),
                       CASE WHEN NOT coalesce(item.has_defer, false) THEN NULL
                            WHEN setting.use_own_days THEN setting.defer_days
                            ELSE coalesce(item.defer_days, 0) END,
                       %(name)s, coalesce(%(guidance)s, ''),
                       coalesce(item.source, ''), told.terms,
                       root.code,
                       item.topic = 'today',
                       item.category = 'medication'
                FROM acupuncture_contraindication item
                LEFT JOIN acupuncture_contraindication root
                       ON root.id = item.question_of_id
                LEFT JOIN (
                    SELECT link.item_id,
                           jsonb_agg(jsonb_build_array(
                               term.kind, term.name, term.starts, term.whole,
                               term.but_not) ORDER BY term.name COLLATE "C", term.id
                           ) AS terms
                    FROM acupuncture_screening_term_item_rel link
                    JOIN acupuncture_screening_term term ON term.id = link.term_id
                    WHERE term.active
                    GROUP BY link.item_id
                ) told ON told.item_id = coalesce(item.question_of_id, item.id)
                LEFT JOIN acupuncture_contraindication_setting setting
                       ON setting.item_id = item.id
                      AND setting.company_id = %(company)s
                LEFT JOIN acupuncture_contraindication_acupuncture_technique_rel rel
                       ON rel.acupuncture_contraindication_id = item.id
                LEFT JOIN acupuncture_technique technique
                       ON technique.id = rel.acupuncture_technique_id
                WHERE item.active AND coalesce(setting.enabled, item.core)
                GROUP BY item.id, setting.id, root.code, told.terms
                ORDER BY item.sequence, item.id
                """,
                name=self._field_to_sql("item", "name"),
                guidance=self._field_to_sql("item", "guidance"),
                company=company.id,
            )
        )

    @api.model
    def _flush_catalogue(self):
        self.flush_model()
        self.env["acupuncture.contraindication.setting"].flush_model()
        self.env["acupuncture.screening.term"].flush_model()
        self.env["acupuncture.technique"].flush_model()

    @api.model
    def _questions(self, company, topic=None, critical_only=False):
        """Return the items that the clinic asks, in the order of the form.

        An item that is not in use is still asked when one that shares its question is.
        """
        roots = self.browse(self._question_ids(company, critical_only))
        return roots.filtered(lambda item: item.topic == topic) if topic else roots

    @api.model
    @ormcache("company.id", "critical_only")
    def _question_ids(self, company, critical_only):
        """Every page of the forms needs them several times."""
        # sudo: which questions there are is no secret, nor does it hang on who reads
        items = self.sudo().with_context(active_test=True)
        enabled = items.search(items._enabled_domain(company))
        asked = enabled.filtered(lambda item: item.topic != "derived")
        if critical_only:
            asked = asked.filtered("critical")
        roots = asked.filtered(lambda item: not item.question_of_id)
        roots |= asked.question_of_id
        return roots.sorted(lambda item: (item.sequence, item.id)).ids

    def _is_of_the_day(self):
        """Tell whether the question names the days itself, so that none is needed.

        Where one is asked for and given, it counts; else the day of the form does, the
        latest it can have been.
        """
        self.ensure_one()
        return self.topic == "today"

    def _question(self, company):
        """Return the question as the clinic words it."""
        self.ensure_one()
        return self._setting(company).question or self.question

    def _setting(self, company):
        return self.setting_ids.filtered(lambda each: each.company_id == company)[:1]

    @api.model
    def _enabled_domain(self, company):
        settings = self.env["acupuncture.contraindication.setting"].search_fetch(
            [("company_id", "=", company.id)], ["item_id", "enabled"]
        )
        switched_on = settings.filtered("enabled").item_id
        core = Domain("core", "=", True) & Domain("id", "not in", settings.item_id.ids)
        return core | Domain("id", "in", switched_on.ids)
