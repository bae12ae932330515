from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import ormcache

from ..foundation.gate_fact import hang_gate_fact

NEEDLING = "needling"


class Technique(models.Model):
    """A way of treating. Screening closes techniques one by one, not the client."""

    _name = "acupuncture.technique"
    _description = "Technique"
    _inherit = ["acupuncture.shared.mixin", "acupuncture.sealed.mixin"]
    _order = "sequence, id"

    _frozen_fields = frozenset({"code"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Screening rules refer to the technique by this code."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    requires_id = fields.Many2one(
        comodel_name="acupuncture.technique",
        string="Needs",
        ondelete="restrict",
        help="When screening closes that technique, it closes this one too, as with "
        "needling and electroacupuncture.",
    )
    needs_consent = fields.Boolean(
        string="Separate Consent",
        help="The client signs for this technique separately.",
    )
    client_text = fields.Text(
        string="Text for Clients",
        translate=True,
        help="What happens, in plain words, as clients read it.",
    )

    _code_unique = models.UniqueIndex(
        "(code)",
        "A technique with this code already exists. Choose another code, or edit that "
        "technique.",
    )

    def init(self):
        """Let a change of what needs what conflict with starts."""
        result = super().init()
        hang_gate_fact(self, writes="UPDATE OF requires_id")
        return result

    @api.model_create_multi
    def create(self, vals_list):
        techniques = super().create(vals_list)
        self.env.registry.clear_cache()
        return techniques

    def write(self, vals):
        """What a technique needs decides what screening closes with it."""
        user = self.env.user
        lead = user.has_group("acupuncture_cosmetic.group_clinical_lead")
        if "requires_id" in vals and not (self.env.su or lead):
            raise AccessError(
                self.env._("Only the clinical lead may change what a technique needs.")
            )
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def _update_field_translations(self, *args, **kwargs):
        result = super()._update_field_translations(*args, **kwargs)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        """PostgreSQL takes a deleted technique out of the products that name it."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.constrains("requires_id")
    def _check_requires(self):
        if self._has_cycle("requires_id"):
            raise ValidationError(
                self.env._(
                    "A technique cannot need itself, not even through other techniques."
                )
            )

    def _main(self):
        """Return the one of these that a session is about, where nobody says so.

        Facial needling, else what stands first in the list of techniques.
        """
        needling = self.filtered(lambda technique: technique.code == NEEDLING)
        return needling or self.sorted("sequence")[:1]

    @api.model
    @ormcache()
    def _requires(self):
        """Return which technique needs which other one, by code."""
        techniques = self.with_context(active_test=False).search(
            [("requires_id", "!=", False)]
        )
        return {each.code: each.requires_id.code for each in techniques}

    @api.model
    @ormcache("self.env.lang")
    def _names(self):
        """Return code -> name of every technique, archived ones too.

        Every look at a client's health asks for them, and they hardly ever change.
        """
        techniques = self.with_context(active_test=False).search_fetch(
            [("code", "!=", False)], ["code", "name"]
        )
        return {technique.code: technique.name for technique in techniques}
