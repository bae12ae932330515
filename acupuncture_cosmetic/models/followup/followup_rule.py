from itertools import chain, count
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import ormcache

from ..foundation.memory import recall, remember
from ..foundation.windows import window

REACTION_TRIGGERS = (
    "reaction_bruise",
    "reaction_other",
    "reaction_serious",
    "reaction_unstable",
)
SESSION_TRIGGERS = (
    "session_booked",
    "session_done",
    "session_no_show",
    "session_changed",
    "session_unmarked",
    "needle_due",
    *REACTION_TRIGGERS,
)
CONDITIONS = (
    "trigger",
    "company_id",
    "session_kind",
    "session_position",
    "audience",
    "min_sessions",
    "product_ids",
)
CLIENT_TRIGGERS = (
    "history_expiry",
    "consent_expiry",
    "photo_consent",
    "clearance_asked",
    "deferral_end",
    "pregnancy_due",
    "came_of_age",
    "call_asked",
    "consent_taken_back",
)
# That a follow-up hangs on one of these tells of somebody's health.
CLINICAL_TRIGGERS = (
    "needle_due",
    *REACTION_TRIGGERS,
    "clearance_asked",
    "deferral_end",
    "pregnancy_due",
    "came_of_age",
)
CLINICAL_IS_SENSITIVE = (
    f"CHECK (sensitive IS TRUE OR trigger NOT IN {CLINICAL_TRIGGERS!r})"
)
PRACTITIONER = "acupuncture_cosmetic.group_practitioner"
CHANGED = "session_changed"
COURSE_TRIGGERS = ("course_mid", "course_end", "course_expiry", "course_stalled")


class Event(NamedTuple):
    """Something that happened or will happen to a session, a course or a client.

    ``anchor`` is its identity, never a date: moving the event moves its follow-ups.
    ``until`` says when it helps the client no more to hear of it.
    """

    trigger: str
    anchor: str
    at: object
    session: models.Model
    course: models.Model
    client: models.Model
    clinic: models.Model = None
    until: object = None

    @property
    def company(self):
        """The clinic it happens at."""
        return self.clinic or (self.session or self.course).company_id


class FollowupRule(models.Model):
    """What must not be forgotten after which event. One rule per offset."""

    _name = "acupuncture.followup.rule"
    _description = "Follow-up Rule"
    _inherit = ["acupuncture.shared.mixin", "acupuncture.followup.terms"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=50)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Clinic",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: every clinic that has no rule of its own with the same code.",
    )

    trigger = fields.Selection(
        [
            ("session_booked", "Appointment"),
            ("session_done", "Session done"),
            ("session_no_show", "Client did not come"),
            (
                "session_changed",
                "Appointment moved, cancelled or given to another practitioner",
            ),
            ("session_unmarked", "Appointment over but not marked"),
            ("course_mid", "Middle session of a course booked"),
            ("course_end", "Course completed"),
            ("course_expiry", "Course expires"),
            ("course_stalled", "Course without a next appointment"),
            ("history_expiry", "Health history expires"),
            ("consent_expiry", "Consent expires"),
            ("photo_consent", "Photo consent signed"),
            ("consent_taken_back", "Consent withdrawn by the client"),
            ("clearance_asked", "Clearance requested"),
            ("deferral_end", "Treatment possible again"),
            ("pregnancy_due", "Due date"),
            ("came_of_age", "Client comes of age"),
            ("call_asked", "Call requested in the forms"),
            ("needle_due", "Staying needle is due"),
            ("reaction_bruise", "Bruise recorded"),
            ("reaction_other", "Other reaction recorded"),
            ("reaction_serious", "Serious reaction recorded"),
            ("reaction_unstable", "Serious reaction not yet stable"),
        ],
        string="Event",
        required=True,
        help="Appointments count from their start, completed sessions from their end, "
        "changes to an appointment from the last change. A course without a next "
        "appointment counts from the last appointment, or from the sale. Reactions "
        "count from when they were recorded until they are gone. Staying needles "
        "count from the morning of the day they come out.",
    )
    model = fields.Char(compute="_compute_model", export_string_translation=False)
    is_clinical = fields.Boolean(compute="_compute_model")
    sensitive = fields.Boolean(
        compute="_compute_sensitive", store=True, readonly=False, precompute=True
    )
    timing = fields.Char(compute="_compute_timing", string="Due")
    instruction = fields.Text(
        translate=True, help="What to do; shown on the follow-up, never in the task."
    )

    session_kind = fields.Selection(
        [("treatment", "Treatments only"), ("consultation", "Consultations only")],
        string="Appointments",
        help="Empty: every kind of appointment.",
    )
    session_position = fields.Selection(
        [("first", "First session of the course"), ("later", "Later sessions")],
        string="Sessions",
        help="Empty: every session.",
    )
    audience = fields.Selection(
        [
            ("all", "Every client"),
            ("course", "Clients on a course"),
            ("no_course", "Clients without a course"),
        ],
        default="all",
        required=True,
    )
    product_ids = fields.Many2many(
        comodel_name="product.template",
        string="Courses",
        help="Only these courses. Empty: every course.",
    )
    min_sessions = fields.Integer(
        string="Minimum Sessions",
        help="Only courses with at least this many sessions.",
    )

    followup_ids = fields.One2many(
        comodel_name="acupuncture.followup",
        inverse_name="rule_id",
        string="Follow-ups",
        groups="acupuncture_cosmetic.group_practitioner",  # as on the session
    )
    running_count = fields.Integer(compute="_compute_running_count", string="Running")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "Another follow-up rule already has this code. Choose a different code, or "
        "change that rule.",
    )
    _min_sessions_check = models.Constraint(
        "CHECK (min_sessions >= 0)", "The number of sessions cannot be negative."
    )
    _clinical_check = models.Constraint(
        CLINICAL_IS_SENSITIVE,
        "A clinical event says something about a client's health, so its rule must be "
        "sensitive: only practitioners may read it.",
    )

    @api.depends("trigger")
    def _compute_model(self):
        for rule in self:
            if rule.trigger in SESSION_TRIGGERS:
                rule.model = "acupuncture.session"
            elif rule.trigger in CLIENT_TRIGGERS:
                rule.model = "res.partner"
            else:
                rule.model = "acupuncture.course"
            rule.is_clinical = rule.trigger in CLINICAL_TRIGGERS

    @api.depends("trigger")
    def _compute_sensitive(self):
        for rule in self:
            rule.sensitive = rule.sensitive or rule.trigger in CLINICAL_TRIGGERS

    @api.depends("delay", "delay_unit", "delay_side")
    def _compute_timing(self):
        units = dict(self._fields["delay_unit"]._description_selection(self.env))
        sides = dict(self._fields["delay_side"]._description_selection(self.env))
        for rule in self:
            unit = units.get(rule.delay_unit, "")
            if rule.delay_unit == "at_once":
                rule.timing = unit
            else:
                rule.timing = (
                    f"{rule.delay} {unit.lower()} {sides.get(rule.delay_side)}"
                )

    def _compute_running_count(self):
        domain = [("rule_id", "in", self.ids), ("state", "in", ("planned", "open"))]
        groups = self.env["acupuncture.followup"]._read_group(
            domain, ["rule_id"], ["__count"]
        )
        counts = dict(groups)
        for rule in self:
            rule.running_count = counts.get(rule, 0)

    @api.constrains("trigger", "mail_template_id", "activity_type_id")
    def _check_action_model(self):
        for rule in self:
            template, kind = rule.mail_template_id, rule.activity_type_id
            if template and template.model != rule.model:
                raise ValidationError(
                    self.env._(
                        "The message %(template)s is for another kind of record. "
                        "Choose one that fits this event.",
                        template=template.name,
                    )
                )
            if kind.res_model and kind.res_model != rule.model:
                raise ValidationError(
                    self.env._(
                        "The task %(task)s is for another kind of record. Choose one "
                        "that fits this event.",
                        task=kind.name,
                    )
                )

    @api.model
    def _check_may_hang_on(self, triggers):
        """Keep rules on clinical events with those who may read them.

        :raises AccessError: the user is no practitioner
        """
        clinical = set(CLINICAL_TRIGGERS).intersection(triggers)
        if clinical and not (self.env.su or self.env.user.has_group(PRACTITIONER)):
            labels = dict(self._fields["trigger"]._description_selection(self.env))
            raise AccessError(
                self.env._(
                    "“%(event)s” says something about a client's health, so only the "
                    "clinical lead may create and edit such rules. Choose another "
                    "event, or ask the clinical lead.",
                    event=labels[min(clinical)],
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        usual = self.env.context.get("default_trigger")
        self._check_may_hang_on({vals.get("trigger", usual) for vals in vals_list})
        rules = super().create(vals_list)
        self.env.registry.clear_cache()  # the sheet of active rules
        return rules

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def copy_data(self, default=None):
        """A duplicate needs a code of its own."""
        vals_list = super().copy_data(default)
        # sudo: codes of rules that the user may not read are taken too
        rules = self.sudo().with_context(active_test=False)
        rules = rules.search_fetch([], ["code", "company_id"])
        taken = {(rule.code, rule.company_id.id) for rule in rules}
        for rule, vals in zip(self, vals_list, strict=True):
            company = vals.get("company_id", False)
            base = f"{rule.code}_{self.env._('COPY')}"
            # under the same code a clinic's own rule stands for the shared one
            codes = chain([rule.code, base], (f"{base}_{no}" for no in count(2)))
            code = next(code for code in codes if (code, company) not in taken)
            vals.setdefault("code", code)
            taken.add((vals["code"], company))
        return vals_list

    def write(self, vals):
        self._check_may_hang_on({vals.get("trigger")})
        result = super().write(vals)
        self.env.registry.clear_cache()
        if {"sensitive", "trigger"} & vals.keys():
            self.filtered("sensitive")._make_followups_sensitive()
        return result

    def _make_followups_sensitive(self):
        """What has become sensitive is so at once, also where it was made before."""
        # The right to edit the rule was checked; nobody may write terms of follow-ups.
        followups = self.sudo().followup_ids.filtered(lambda f: not f.sensitive)
        followups._sealed_write({"sensitive": True})
        followups._settle_tasks()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().followup_ids:  # count also those that the user may not read
            raise ValidationError(
                self.env._(
                    "This rule has follow-ups and cannot be deleted. Archive it "
                    "instead."
                )
            )

    def action_apply_to_running(self):
        """Give running follow-ups the present terms; an archived rule ends them."""
        self.check_access("write")
        domain = [
            ("rule_id", "in", self.ids),
            ("state", "in", ("planned", "open")),
            # a shared rule also has follow-ups where the user does not work
            ("company_id", "in", self.env.companies.ids),
        ]
        # The right to edit the rule is checked above; nobody may write terms.
        running = self.env["acupuncture.followup"].sudo().search(domain)
        for rule, followups in running.grouped("rule_id").items():
            if rule.active:
                followups._apply_terms(rule)
            else:
                followups._cancel(self.env._("The rule was switched off"))

    def action_view_followups(self):
        """Open the follow-ups of the rule."""
        self.ensure_one()
        return window(
            self.env,
            "followup_action",
            domain=[("rule_id", "=", self.id)],
            context={"search_default_running": 1},
        )

    @api.model
    def _active_rules(self, companies, triggers):
        """Return the rules in force in any of the companies for these triggers."""
        sheet = self._sheet()
        clinics = {False, None, *companies.ids}
        rules = self.browse(
            [
                rule_id
                for rule_id, row in sheet.items()
                if row["trigger"] in triggers and row["company_id"] in clinics
            ]
        )
        recall(rules, sheet)
        return rules

    @api.model
    @ormcache()
    def _sheet(self):
        """Return the active rules, in order, as id -> field -> value in cache format.

        Every sale and every booking asks for them, and they hardly ever change.
        """
        # sudo: the same for everybody; who asks may not even read rules
        rules = self.sudo().with_context(active_test=False)
        names = ["code", *CONDITIONS, *self._term_fields()]
        return remember(rules.search_fetch([("active", "=", True)], names), names)

    @api.model
    @ormcache()
    def _own_rules(self):
        """Return (code, company id) -> sensitive, of the rules of single clinics."""
        # sudo: the same for everybody; who asks may not even read rules
        rules = self.sudo().with_context(active_test=False)
        names = ["code", "company_id", "sensitive"]
        own = rules.search_fetch([("company_id", "!=", False)], names)
        return {(rule.code, rule.company_id.id): rule.sensitive for rule in own}

    def _is_replaced(self, company):
        """Tell whether the clinic has a rule of its own, maybe archived, for this.

        A sensitive rule gives way to a sensitive one alone: whoever may not read it
        does not switch it off.
        """
        own = self._own_rules().get((self.code, company.id))
        return not self.company_id and own is not None and own >= self.sensitive

    def _applies(self, event, company):
        """Tell whether the rule wants a follow-up of this event, by its conditions."""
        self.ensure_one()
        return (
            self.trigger == event.trigger
            and self.company_id.id in (False, company.id)
            and not self._is_replaced(company)
            and self._applies_to_session(event)
            and self._applies_to_course(event.course)
        )

    def _applies_to_session(self, event):
        session = event.session
        if self.session_kind and session and session.kind != self.session_kind:
            return False
        if not self.session_position or not session:
            return True
        is_first = session._is_first_of_course()
        return is_first if self.session_position == "first" else not is_first

    def _applies_to_course(self, course):
        if self.audience != "all" and bool(course) != (self.audience == "course"):
            return False
        if self.min_sessions and course.session_count < self.min_sessions:
            return False
        return (
            not self.product_ids
            or course.product_id.product_tmpl_id in self.product_ids
        )
