from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..foundation.gate_fact import hang_gate_fact
from ..foundation.guard import guard_table
from .consent_clause import COPYING

KINDS = [
    ("treatment", "Treatment"),
    ("technique", "Technique"),
    ("data", "Health data"),
    ("doctor", "Letter to the doctor"),
    ("photo_record", "Photos for the record"),
    ("photo_teaching", "Photos for teaching"),
    ("photo_publicity", "Photos for publicity"),
    ("marketing", "Marketing messages"),
]
CHANNELS = [
    ("website", "Website"),
    ("social", "Social media"),
    ("print", "Print"),
    ("email", "E-mail"),
    ("sms", "Text message"),
    ("phone", "Phone"),
    ("post", "Post"),
]
CHANNELS_OF = {
    "photo_publicity": {"website", "social", "print"},
    "marketing": {"email", "sms", "phone", "post"},
}
REQUIRED_KINDS = ("treatment", "data")
KEEP_EDITABLE = {"active", "sequence"}


class ConsentTemplate(models.Model):
    """What a client is asked to sign, in versions.

    ========= ==============================================================
    state     meaning
    ========= ==============================================================
    draft     being written
    published asked for; never edited again, a change is a new revision
    retired   replaced by a later version; its signatures keep their text
    ========= ==============================================================

    A major revision asks everybody for a new signature, a minor one does not.
    """

    _name = "acupuncture.consent.template"
    _description = "Consent Form"
    _inherit = ["acupuncture.shared.mixin", "acupuncture.sealed.mixin"]
    _order = "sequence, name, version_major desc, version_minor desc, id"
    _sealed_files = "kept.state <> 'draft'"
    _check_company_auto = True

    _sealed_fields = frozenset(
        {"state", "version_major", "version_minor", "revision_of_id", "published_at"}
    )

    name = fields.Char(string="Title", required=True, translate=True)
    code = fields.Char(required=True, help="The same in every version of a form.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        help="Empty: every clinic uses it that has no form of its own.",
    )
    kind = fields.Selection(selection=KINDS, required=True, default="treatment")
    technique_id = fields.Many2one(
        comodel_name="acupuncture.technique", ondelete="restrict"
    )
    channel = fields.Selection(selection=CHANNELS)
    required = fields.Boolean(
        compute="_compute_required",
        help="Without it no treatment may start.",
    )
    validity_months = fields.Integer(
        string="Valid (Months)", default=12, help="Zero: until withdrawn."
    )
    clause_ids = fields.One2many(
        comodel_name="acupuncture.consent.clause",
        inverse_name="template_id",
        string="Clauses",
        copy=True,
    )

    has_conditions = fields.Boolean(
        compute="_compute_has_conditions", export_string_translation=False
    )
    may_publish = fields.Boolean(
        compute="_compute_has_conditions", export_string_translation=False
    )
    preview = fields.Html(
        compute="_compute_preview",
        sanitize=False,
        help="Every clause, as if all findings and techniques called for it.",
    )

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("published", "Published"),
            ("retired", "Retired"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    version_major = fields.Integer(default=1, readonly=True, copy=False)
    version_minor = fields.Integer(default=0, readonly=True, copy=False)
    version = fields.Char(compute="_compute_version")
    revision_of_id = fields.Many2one(
        comodel_name="acupuncture.consent.template",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    published_at = fields.Datetime(readonly=True, copy=False)

    _validity_sane = models.Constraint(
        "CHECK (validity_months BETWEEN 0 AND 120)",
        "A consent is valid for at most ten years; zero means until withdrawn.",
    )
    _published_uniq = models.UniqueIndex(
        "(kind, COALESCE(technique_id, 0), COALESCE(channel, ''),"
        " COALESCE(company_id, 0)) WHERE state = 'published'",
        "Another form of this kind is published already. Retire it first, or "
        "begin a new version of it.",
    )

    def init(self):
        """Let PostgreSQL keep what was published."""
        result = super().init()
        guard_table(self, "consent_template_guard")
        hang_gate_fact(self)
        return result

    @api.depends("kind")
    def _compute_required(self):
        for template in self:
            template.required = template.kind in REQUIRED_KINDS

    @api.depends("version_major", "version_minor")
    def _compute_version(self):
        for template in self:
            template.version = f"{template.version_major}.{template.version_minor}"

    @api.depends("name", "version_major", "version_minor")
    def _compute_display_name(self):
        for template in self:
            template.display_name = f"{template.name} {template.version}"

    @api.depends("name", "version", "clause_ids", "clause_ids.body", "technique_id")
    def _compute_preview(self):
        for template in self:
            template.preview = template._preview()

    @api.constrains("active", "state", "kind")
    def _check_required_in_use(self):
        for template in self:
            if (
                not template.active
                and template.required
                and template.state == "published"
            ):
                raise UserError(
                    self.env._(
                        "No treatment may start without “%(form)s”. Publish another "
                        "version to replace it; it cannot be archived.",
                        form=template.display_name,
                    )
                )

    @api.constrains("kind", "technique_id", "channel")
    def _check_subject(self):
        for template in self:
            channels = CHANNELS_OF.get(template.kind, {False})
            technique = template.kind == "technique"
            if (
                template.channel not in channels
                or bool(template.technique_id) != technique
            ):
                raise UserError(
                    self.env._(
                        "“%(form)s” needs the technique it is about, or a channel "
                        "that fits: photos for publicity go to website, social media "
                        "or print, marketing comes by e-mail, text message, phone or "
                        "post; no other kind has one.",
                        form=template.name,
                    )
                )

    def write(self, vals):
        if vals.keys() - KEEP_EDITABLE - self._sealed_fields:
            self._refuse_if_published()
        return super().write(vals)

    def _update_field_translations(self, field_name, *args, **kwargs):
        self._refuse_if_published()
        return super()._update_field_translations(field_name, *args, **kwargs)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._refuse_if_published()

    def _refuse_if_published(self):
        for template in self:
            if template.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(form)s” was published: clients may have signed it, so it "
                        "stays as it is. Make a new revision instead.",
                        form=template.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------------

    def action_publish(self):
        """Ask for this version from now on; the version before is retired."""
        for template in self:
            template._refuse_if_published()
            template._check_may_publish()
            template._check_complete()
            before = self.search(template._same_subject())
            before._sealed_write({"state": "retired"})
            self.env.flush_all()  # one published form of a kind at any moment
            template._sealed_write(
                {
                    "state": "published",
                    "published_at": fields.Datetime.now(),
                    **template._version_after(before),
                }
            )

    def _publish_shipped(self):
        """Publish forms that came with the addon, unless the clinic has its own.

        A form shipped before is followed as a minor revision: what was signed keeps
        its text and counts on, who signs from now on reads the new one.
        """
        for template in self.filtered(lambda form: not form.published_at):
            before = self.search(template._same_subject())
            if not before:
                template.action_publish()
            elif before._is_as_shipped():
                template._sealed_write(
                    {
                        "revision_of_id": before.id,
                        "version_major": before.version_major,
                        "version_minor": before.version_minor + 1,
                    }
                )
                template.action_publish()

    def _is_as_shipped(self):
        """Tell whether the clinic has put nothing of its own in place of this form."""
        shipped = self.get_external_id()[self.id].startswith("acupuncture_cosmetic.")
        return shipped and not self.search_count(
            [("revision_of_id", "=", self.id), ("state", "=", "draft")], limit=1
        )

    def action_new_minor_revision(self):
        """Open a draft for wording that asks for no new signature."""
        return self._new_revision(self.version_major, self.version_minor + 1)

    def action_new_major_revision(self):
        """Open a draft that everybody will be asked to sign anew."""
        return self._new_revision(self.version_major + 1, 0)

    def _new_revision(self, major, minor):
        self.ensure_one()
        if self.state == "draft":
            raise UserError(self.env._("This is a draft: edit it, then publish it."))
        version = {"version_major": major, "version_minor": minor}
        draft = self.search(
            [("revision_of_id", "=", self.id), ("state", "=", "draft")], limit=1
        )
        draft = draft or self._copying().copy().with_env(self.env)
        draft._sealed_write({"revision_of_id": self.id, **version})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def _copying(self):
        """Return this form ready to hand its clauses to a revision as they are."""
        return COPYING.on(self)

    def _sees_conditions(self):
        """Tell whether the user may know who has which finding."""
        return self.env.user.has_group("acupuncture_cosmetic.group_clinical_lead")

    @api.depends("clause_ids.item_ids")
    @api.depends_context("uid")
    def _compute_has_conditions(self):
        lead = self.env.su or self._sees_conditions()
        for template in self:
            template.has_conditions = bool(template._called_codes())
            template.may_publish = lead or not template.has_conditions

    def _check_may_publish(self):
        """:raises AccessError: it asks some clients more, and a manager publishes it"""
        if not self.may_publish:
            raise AccessError(
                self.env._(
                    "“%(form)s” has passages that appear only with a finding. The "
                    "clinical lead publishes it.",
                    form=self.name,
                )
            )

    def _same_subject(self):
        """Return the domain of the published form that this one replaces."""
        return self._subject_domain() & Domain("company_id", "=", self.company_id.id)

    def _subject_domain(self):
        return Domain(
            [
                ("state", "=", "published"),
                ("kind", "=", self.kind),
                ("technique_id", "=", self.technique_id.id),
                ("channel", "=", self.channel),
            ]
        )

    def _shared_subject(self):
        """Return the domain of the shared form that a clinic's own one replaces."""
        shared = Domain("company_id", "=", False) & Domain("id", "!=", self.id)
        return self._subject_domain() & shared if self.company_id else Domain.FALSE

    def _version_after(self, before):
        """Return the next major version where a form replaces one it is no revision of.

        Otherwise signatures on the old text would count for the new one. The same where
        it speaks about more findings: if only those who have them were asked anew, who
        is asked would tell who has them.
        """
        replaced = before or self.search(self._shared_subject())
        versions = [(each.version_major, each.version_minor) for each in replaced]
        if not versions:
            return {}
        newest = max(versions)
        says_more = self._called_codes() - replaced._called_codes()
        if (before and newest >= (self.version_major, self.version_minor)) or (
            says_more and newest[0] >= self.version_major
        ):
            return {"version_major": newest[0] + 1, "version_minor": 0}
        return {}

    def _check_complete(self):
        unknown = self._unknown_placeholders()
        if unknown:
            raise UserError(
                self.env._(
                    "“%(form)s” uses words in braces that nothing fills in: %(words)s.",
                    form=self.name,
                    words=", ".join(sorted(unknown)),
                )
            )
        if "required" not in self.clause_ids.mapped("tick"):
            raise UserError(
                self.env._(
                    "“%(form)s” has no statement that must be ticked.", form=self.name
                )
            )

    @api.model
    def _current(self, company, kind, technique=None, channel=None):
        """Return the form a clinic asks for now: its own, else the shared one."""
        return self._all_current(company).get(
            (kind, technique.id if technique else False, channel or False),
            self.browse(),
        )

    @api.model
    def _all_current(self, company):
        """Return (kind, technique id, channel) -> form, in one query."""
        published = self.search(
            [("state", "=", "published"), ("company_id", "in", (False, company.id))],
            order="sequence, id",
        )
        shared_first = published.sorted(lambda template: bool(template.company_id))
        return {template._subject(): template for template in shared_first}

    def _valid_until(self, signed_on):
        """Return the last day of a signature; False: until it is withdrawn."""
        months = self.validity_months
        return bool(months) and signed_on + relativedelta(months=months)

    def _subject(self):
        return self.kind, self.technique_id.id, self.channel

    def _optional_lines(self):
        """Return the clauses that ask about a technique that may be left out."""
        # sudo: the desk's gate reads which techniques are asked about
        return self.sudo().clause_ids.filtered(
            lambda clause: clause.tick == "optional" and clause.technique_ids
        )

    def _asked_in_lines(self):
        """Return the codes of the techniques that this form asks about in a line."""
        return set(self._optional_lines().technique_ids.mapped("code"))

    def _is_left_out(self, standing):
        """Tell whether the client said no to the technique of this form."""
        return self.kind == "technique" and standing.get(self._subject()) == "declined"
