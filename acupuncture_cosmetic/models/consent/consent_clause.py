from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...engine import printed, wording
from ..foundation.guard import guard_links, guard_table
from ..foundation.private_key import PrivateKey

COPYING = PrivateKey("copying")  # a revision takes its clauses over as they are

SECTIONS = [
    ("A", "About you"),
    ("B", "The treatment"),
    ("C", "What to expect"),
    ("D", "Alternatives"),
    ("E", "Risks"),
    ("F", "Because of your health history"),
    ("G", "Photos and messages"),
    ("H", "Your data"),
    ("I", "Price and terms"),
    ("J", "Your decision"),
]


class ConsentClause(models.Model):
    """One passage of a consent form, with the statement that is ticked below it."""

    _name = "acupuncture.consent.clause"
    _description = "Consent Clause"
    _inherit = ["acupuncture.shared.mixin", "acupuncture.printed.texts.mixin"]
    _shared_by = "template_id"
    _printed_fields = ("body",)
    _order = "sequence, id"
    _sealed_files = """EXISTS (
        SELECT 1 FROM acupuncture_consent_template AS template
        WHERE template.id = kept.template_id AND template.state <> 'draft')"""
    _rec_name = "name"

    template_id = fields.Many2one(
        comodel_name="acupuncture.consent.template",
        ondelete="cascade",
        required=True,
        index=True,
    )
    sequence = fields.Integer(default=10)
    section = fields.Selection(selection=SECTIONS, required=True, default="A")
    name = fields.Char(string="Heading", translate=True)
    body = fields.Html(translate=True, sanitize_style=True)
    fold = fields.Boolean(
        string="Folded",
        help="Shown behind its heading, for long tables. Part of what is signed.",
    )
    tick = fields.Selection(
        selection=[
            ("none", "Nothing to tick"),
            ("required", "Must be ticked"),
            ("optional", "May be ticked"),
        ],
        default="none",
        required=True,
    )
    tick_text = fields.Char(string="Statement", translate=True)
    item_ids = fields.Many2many(
        comodel_name="acupuncture.contraindication",
        string="Only With Finding",
        help="The clause appears when the health history shows one of these. "
        "Empty: always.",
    )
    technique_ids = fields.Many2many(
        comodel_name="acupuncture.technique",
        string="Only With Technique",
        help="The clause appears when one of these is planned. Empty: always.",
    )

    _tick_says_what = models.Constraint(
        "CHECK (tick = 'none' OR tick_text IS NOT NULL)",
        "Say what the client ticks.",
    )

    def init(self):
        """Let PostgreSQL keep what was published."""
        result = super().init()
        function = "consent_clause_guard"
        guard_table(self, function, arguments=["template_id"])
        guard_links(self, function, ["item_ids", "technique_ids"], "clause")
        return result

    @api.model_create_multi
    def create(self, vals_list):
        # Before PostgreSQL does, and in words that name the remedy.
        usual = self.env.context.get("default_template_id")
        owners = {vals.get("template_id", usual) for vals in vals_list}
        self.template_id.browse(owners - {None, False})._refuse_if_published()
        clauses = super().create(vals_list)
        clauses._check_may_condition()
        return clauses

    def write(self, vals):
        target = self.template_id.browse(vals.get("template_id") or ())
        (self.template_id | target)._refuse_if_published()
        self._check_may_condition()
        result = super().write(vals)
        self._check_may_condition()
        return result

    def unlink(self):
        self._check_may_condition()
        return super().unlink()

    def _check_may_condition(self):
        """What appears for a finding asks those who have it: a clinician's matter.

        :raises AccessError: a manager would learn from who is asked who has it
        """
        if self._is_copying() or self.env.su:
            return
        conditional = self.with_context(active_test=False).filtered("item_ids")
        if conditional and not self.template_id._sees_conditions():
            raise AccessError(
                self.env._(
                    "“%(clause)s” appears only with a finding. The clinical lead "
                    "writes such passages.",
                    clause=conditional[0].name or conditional[0].tick_text or "",
                )
            )

    def _is_copying(self):
        return COPYING.opens(self)

    def _update_field_translations(self, field_name, *args, **kwargs):
        self.template_id._refuse_if_published()
        self._check_may_condition()
        return super()._update_field_translations(field_name, *args, **kwargs)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.template_id._refuse_if_published()

    # ------------------------------------------------------------------
    # The text of one client
    # ------------------------------------------------------------------

    def _placeholders(self):
        return wording.gaps(f"{self.body or ''} {self.tick_text or ''}")

    def _is_called_by(self, catalogue, codes):
        """Return whether one of ``catalogue`` is among the codes; none: always."""
        return not catalogue or not codes.isdisjoint(catalogue.mapped("code"))

    def _render(self, values):
        """Return heading and body as markup, the placeholders filled in."""
        text = printed.without_outside(self.body or "")
        body = Markup(wording.fill_markup(text, values))
        if self.fold:
            folded = Markup("<details><summary>%s</summary>%s</details>")
            return folded % (self.name or "", body)
        return (Markup("<h4>%s</h4>") % self.name if self.name else "") + body

    def _tick_key(self):
        return f"clause_{self.id}"

    def _tick(self, values):
        """Return the statement below the clause, or None."""
        if self.tick == "none":
            return None
        return {
            "key": self._tick_key(),
            "text": wording.fill(self.tick_text, values),
            "required": self.tick == "required",
        }
