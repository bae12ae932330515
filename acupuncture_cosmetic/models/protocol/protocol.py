from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..foundation.guard import guard_links, guard_table

# Steps and points are the clinicians' and the manager's; others know protocols by name.
PRACTICE = "acupuncture_cosmetic.group_practitioner,acupuncture_cosmetic.group_manager"
# What may still move once a revision is in force: how it is listed, not what it says.
_MOVING = frozenset({"sequence", "active"})
_LINKS = ("concern_ids", "technique_ids")


class Protocol(models.Model):
    """A treatment template. An active revision is never edited: a new one is made.

    ======= =================== ====================================================
    state   comes from          verb
    ======= =================== ====================================================
    draft   creation, revising  action_revise, copy
    active  draft               action_activate: retires the revision it follows
    retired active              action_retire, or the next revision's activation
    ======= =================== ====================================================

    The verbs stand in ``protocol_revision.py``; completeness by STRICTA, translations
    and the comparison of revisions are mixins. The room of courses adds what is sold.
    """

    _name = "acupuncture.protocol"
    _description = "Treatment Protocol"
    _inherit = [
        "acupuncture.shared.mixin",
        "acupuncture.printed.texts.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.stricta.mixin",
        "acupuncture.protocol.translated.mixin",
        "acupuncture.protocol.comparing.mixin",
    ]
    _order = "sequence, code, revision desc, id"
    _rec_names_search = ("name", "code")
    _check_company_auto = True
    _printed_fields = ("aftercare",)
    _sealed_fields = frozenset({"state", "revision", "previous_id"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="A short code that stays the same, e.g. FR12."
    )
    revision = fields.Integer(default=1, required=True, readonly=True, copy=False)
    previous_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        string="Revises",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("active", "Active"), ("retired", "Retired")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        index="btree_not_null",
        help="Leave empty if all clinics use it.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, copy=False)

    goal = fields.Char(
        translate=True,
        help="What the protocol is meant for, in one line. Not printed as the "
        "client's own wish.",
    )
    concern_ids = fields.Many2many(
        comodel_name="acupuncture.concern", string="Concerns", ondelete="restrict"
    )
    evidence_note = fields.Text(
        string="Evidence", help="What is known about this protocol itself."
    )
    evidence_text = fields.Text(
        string="How Well Supported", compute="_compute_evidence_text"
    )
    technique_ids = fields.Many2many(
        comodel_name="acupuncture.technique",
        string="Techniques",
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "acupuncture_cosmetic.technique_needling", raise_if_not_found=False
        ),
        help="Screening and consent cover these.",
    )
    essential_technique_id = fields.Many2one(
        comodel_name="acupuncture.technique",
        compute="_compute_essential_technique_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        domain="[('id', 'in', technique_ids)]",
        help="A session cannot go ahead without it: while screening closes it, no "
        "session can be booked, planned or moved to that day. Other techniques can be "
        "left out.",
    )
    style = fields.Char(help="STRICTA 1a, e.g. TCM or Western medical.")
    rationale = fields.Text(
        string="Reasoning", help="STRICTA 1b: why, with the source."
    )
    variation = fields.Selection(
        selection=[
            ("fixed", "Fixed"),
            ("semi", "Partly adapted"),
            ("individual", "Individual"),
        ],
        string="Adapted to the Person",
        default="semi",
        help="STRICTA 1c.",
    )
    practitioner_note = fields.Char(
        string="Who May Give It",
        help="STRICTA 5: the qualification and experience it requires.",
    )
    session_minutes = fields.Integer(
        string="Appointment (minutes)", default=60, help="The first visit takes longer."
    )
    retention_min = fields.Integer(string="Retention From (minutes)", default=20)
    retention_minutes = fields.Integer(string="Retention (minutes)", default=25)
    retention_max = fields.Integer(string="Retention To (minutes)", default=30)
    setting_note = fields.Text(string="Setting and Information", help="STRICTA 4b.")
    aftercare = fields.Html(translate=True, help="What the client takes home.")
    screening_note = fields.Text(
        string="At Screening", help="What to check before choosing this protocol."
    )
    review_note = fields.Text(string="Review")
    maintenance_note = fields.Char(string="Maintenance")

    step_ids = fields.One2many(
        comodel_name="acupuncture.protocol.step",
        inverse_name="protocol_id",
        string="Steps",
        copy=True,
        groups=PRACTICE,
    )
    point_ids = fields.One2many(
        comodel_name="acupuncture.protocol.point",
        inverse_name="protocol_id",
        string="Points",
        copy=True,
        groups=PRACTICE,
    )
    phase_ids = fields.One2many(
        comodel_name="acupuncture.course.phase",
        inverse_name="protocol_id",
        string="Phases",
        copy=True,
    )
    session_count = fields.Integer(string="Sessions", compute="_compute_session_count")
    needle_count = fields.Integer(
        string="Needles", compute="_compute_needle_count", groups=PRACTICE
    )
    allergen_note = fields.Text(
        string="Allergens in Its Products",
        compute="_compute_allergen_note",
        groups=PRACTICE,
    )
    stricta_percent = fields.Integer(groups=PRACTICE)
    stricta_missing = fields.Text(groups=PRACTICE)

    _revision_unique = models.UniqueIndex(
        "(code, revision, COALESCE(company_id, 0))",
        "This revision of the protocol already exists. Reload the page to see it.",
    )
    _one_active = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE state = 'active'",
        "Another revision of this protocol is active. Retire it first.",
    )
    _retention_order = models.Constraint(
        "CHECK (retention_min BETWEEN 1 AND 120"
        " AND retention_minutes BETWEEN retention_min AND retention_max"
        " AND retention_max <= 120)",
        "Needles stay in for 1 to 120 minutes, and the usual time must lie between "
        "the minimum and the maximum.",
    )
    _minutes_sane = models.Constraint(
        "CHECK (session_minutes BETWEEN 5 AND 480"
        " AND session_minutes >= retention_max)",
        "An appointment lasts 5 to 480 minutes, and at least as long as the needles "
        "may stay in.",
    )

    def init(self):
        """Hang the guards on the table and on those of its links."""
        result = super().init()
        guard_table(self, "protocol_guard", arguments=sorted(_MOVING))
        guard_links(self, "protocol_child_guard", _LINKS)
        return result

    @api.depends("technique_ids")
    def _compute_essential_technique_id(self):
        for protocol in self:
            techniques = protocol.technique_ids._origin
            if protocol.essential_technique_id._origin not in techniques:
                protocol.essential_technique_id = techniques._main()

    @api.constrains("essential_technique_id", "technique_ids")
    def _check_essential_technique(self):
        for protocol in self:
            essential = protocol.essential_technique_id
            if essential and essential not in protocol.technique_ids:
                raise ValidationError(
                    self.env._(
                        "%(protocol)s does not use “%(technique)s”, so that cannot be "
                        "its essential technique. Choose one of its techniques.",
                        protocol=protocol.name,
                        technique=essential.name,
                    )
                )

    @api.depends("name", "revision", "state")
    def _compute_display_name(self):
        for protocol in self:
            protocol.display_name = (
                self.env._(
                    "%(protocol)s · rev. %(revision)d",
                    protocol=protocol.name,
                    revision=protocol.revision,
                )
                if protocol.name
                else False
            )

    @api.depends("phase_ids.session_count")
    def _compute_session_count(self):
        for protocol in self:
            protocol.session_count = sum(protocol.phase_ids.mapped("session_count"))

    @api.depends("point_ids.needle_count")
    def _compute_needle_count(self):
        for protocol in self:
            protocol.needle_count = sum(protocol.point_ids.mapped("needle_count"))

    @api.depends("concern_ids.evidence_level", "concern_ids.name")
    def _compute_evidence_text(self):
        levels = self.env["acupuncture.concern"]._fields["evidence_level"]
        labels = dict(levels._description_selection(self.env))
        order = list(labels)
        for protocol in self:
            ranked = protocol.concern_ids.sorted(
                lambda concern: order.index(concern.evidence_level)
            )
            protocol.evidence_text = self._evidence_words(ranked, labels)

    def _evidence_words(self, ranked, labels):
        """Return the best and the least supported of these concerns, in words."""
        if not ranked:
            return self.env._("No concern is named, so nothing may be claimed.")
        best, least = ranked[0], ranked[-1]
        lines = [
            self.env._(
                "Best supported: %(concern)s (%(level)s).",
                concern=best.name,
                level=labels[best.evidence_level].lower(),
            )
        ]
        if least.evidence_level != best.evidence_level:
            lines.append(
                self.env._(
                    "Least supported: %(concern)s (%(level)s).",
                    concern=least.name,
                    level=labels[least.evidence_level].lower(),
                )
            )
        return "\n".join(lines)

    @api.depends("step_ids.supply_ids.allergens")
    def _compute_allergen_note(self):
        for protocol in self:
            protocol.allergen_note = "\n".join(
                f"{supply.name}: {supply.allergens}"
                for supply in protocol.step_ids.supply_ids
                if supply.allergens
            )

    @api.depends(
        "style",
        "rationale",
        "variation",
        "retention_minutes",
        "session_minutes",
        "setting_note",
        "practitioner_note",
        "phase_ids.session_count",
        "step_ids.kind",
        "point_ids.point_id",
        "point_ids.side",
        "point_ids.depth_mm",
        "point_ids.response",
        "point_ids.stimulation",
        "point_ids.gauge_mm",
        "point_ids.length_mm",
    )
    def _compute_stricta(self):
        return super()._compute_stricta()

    def _stricta_facts(self):
        self.ensure_one()
        return {
            "style": self.style,
            "rationale": self.rationale,
            "variation": self.variation,
            "needles": self.needle_count,
            "points": self._stricta_points(self.point_ids),
            "retention_minutes": self.retention_minutes,
            "sessions": self.session_count,
            "frequency": bool(self.phase_ids),
            "session_minutes": self.session_minutes,
            "components": self.step_ids.filtered(lambda step: step._is_component()),
            "setting": self.setting_note,
            "practitioner": self.practitioner_note,
        }

    def write(self, vals):
        if vals.keys() - _MOVING - {"state"} and not self._is_translating():
            self._refuse_if_published()
        if vals.get("active") is False:
            self._refuse_archiving_active()
        return super().write(vals)

    def copy_data(self, default=None):
        """A duplicate is a protocol of its own, with a code that is free."""
        default = dict(default or {})
        values = super().copy_data(default)
        for protocol, vals in zip(self, values, strict=True):
            if "name" not in default:
                vals["name"] = self.env._("%(name)s (copy)", name=protocol.name)
            if "code" not in default:
                vals["code"] = protocol._free_code()
        return values

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._refuse_if_published()

    def _free_code(self):
        # sudo: the index counts those of every clinic alike
        taken = set(
            self.sudo()
            .with_context(active_test=False)
            .search([("code", "=like", f"{self.code}-%")])
            .mapped("code")
        )
        number = 2
        while f"{self.code}-{number}" in taken:
            number += 1
        return f"{self.code}-{number}"

    def _refuse_if_published(self):
        """Refuse a change of what clients are or were treated by.

        :raises UserError: one of these is not a draft
        """
        published = self.filtered(lambda protocol: protocol.state != "draft")[:1]
        if not published:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(protocol)s is %(state)s: clients are treated by it, so it stays as "
                "it is. Choose New Revision, change that one and activate it.",
                protocol=published.display_name,
                state=labels[published.state].lower(),
            )
        )

    def _refuse_archiving_active(self):
        if active := self.filtered(lambda protocol: protocol.state == "active")[:1]:
            raise UserError(
                self.env._(
                    "%(protocol)s is active. Retire it, then archive it.",
                    protocol=active.display_name,
                )
            )
