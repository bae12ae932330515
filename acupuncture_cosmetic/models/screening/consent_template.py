from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("treatment", "Treatment"),
    ("technique", "Technique"),
    ("data", "Health data"),
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
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "sequence, name, version_major desc, version_minor desc, id"
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
        "Another form of this kind is published already.",
    )

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
