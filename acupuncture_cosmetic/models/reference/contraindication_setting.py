from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..foundation.gate_fact import hang_gate_fact
from ..foundation.guard import ALL, check_at_commit, refuse_truncate


class ContraindicationSetting(models.Model):
    """What one clinic sets differently for a screening item of the shared catalogue.

    Use and days are the clinical lead's and go into the history of the item; a manager
    sets the wording. Else whoever moves days could read from a client's first day who
    told of the item.
    """

    _name = "acupuncture.contraindication.setting"
    _description = "Screening Item of the Clinic"
    _inherit = ["acupuncture.sealed.mixin"]
    _rec_name = "item_id"
    _order = "item_id, id"

    _frozen_fields = frozenset({"item_id", "company_id"})

    item_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Screening Item",
        ondelete="cascade",
        required=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Clinic",
        ondelete="cascade",
        default=lambda self: self.env.company,
        required=True,
        index=True,
    )
    enabled = fields.Boolean(
        string="In Use",
        compute="_compute_enabled",
        store=True,
        readonly=False,
        precompute=True,
    )
    has_defer = fields.Boolean(related="item_id.has_defer")
    catalogue_days = fields.Integer(
        string="Days in the Catalogue", related="item_id.defer_days"
    )
    catalogue_question = fields.Char(
        string="Wording in the Catalogue", related="item_id.question"
    )
    use_own_days = fields.Boolean(string="Own Wash-out")
    defer_days = fields.Integer(
        string="Wash-out Days", help="Counted from the date the client gives."
    )
    reason = fields.Char(string="Why", help="Kept in the history of the item.")
    may_change_rules = fields.Boolean(
        compute="_compute_may_change_rules", export_string_translation=False
    )
    question = fields.Char(
        string="Own Wording",
        translate=True,
        help="Leave empty to use the wording of the catalogue.",
    )

    _once = models.UniqueIndex(
        "(item_id, company_id)",
        "The clinic already has a setting for this screening item. Change that line "
        "instead.",
    )
    _days = models.Constraint(
        "CHECK (defer_days BETWEEN 0 AND 3650)",
        "A wash-out lasts from 0 days to ten years. Enter 0 to 3650 days.",
    )

    def init(self):
        """Let PostgreSQL ask for the history of use and days."""
        result = super().init()
        check_at_commit(self, "setting_rule", ALL)
        refuse_truncate(self)
        hang_gate_fact(self)
        return result

    @api.depends_context("uid")
    def _compute_may_change_rules(self):
        self.may_change_rules = self.env.user.has_group(
            "acupuncture_cosmetic.group_clinical_lead"
        )

    @api.depends("item_id")
    def _compute_enabled(self):
        for setting in self:
            setting.enabled = setting.item_id.core

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()  # what the clinic asks
        settings = super().create(vals_list)
        settings._log_changes({each: each.item_id._rule() for each in settings})
        return settings

    def write(self, vals):
        self.env.registry.clear_cache()
        before = {setting: setting._rule() for setting in self}
        result = super().write(vals)
        self._log_changes(before)
        return result

    def unlink(self):
        """What the clinic had set differently is as in the catalogue again."""
        self.env.registry.clear_cache()
        catalogue = {setting: setting.item_id._rule() for setting in self}
        changes = self._rule_changes(catalogue, undone=True)
        result = super().unlink()
        self.env["acupuncture.severity.change"]._log(changes)
        return result

    def _rule(self):
        """Return what the item closes in this clinic, in words."""
        self.ensure_one()
        item = self.item_id
        days = self.defer_days if self.use_own_days else item.defer_days
        return item._rule_words(
            item.active and self.enabled,
            item.has_defer and days,
            ", ".join(item.technique_ids.mapped("name")),
        )

    @api.constrains("use_own_days", "defer_days", "item_id")
    def _check_own_days(self):
        for setting in self.filtered("use_own_days"):
            item = setting.item_id
            if not item.has_defer:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” does not end by itself, so it cannot have a "
                        "wash-out.",
                        item=item.name,
                    )
                )
            if item.severity == "absolute" and not setting.defer_days:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” stops the treatment: enter a wash-out of at least "
                        "one day.",
                        item=item.name,
                    )
                )

    def _log_changes(self, before):
        changes = self._rule_changes(before)
        self.env["acupuncture.severity.change"]._log(changes)

    def _rule_changes(self, others, undone=False):
        """Return the values of the history for what these change.

        :param others: setting -> rule before; with ``undone`` the one that comes back
        :raises AccessError: who is no clinical lead changes more than the wording
        """
        changes = []
        for setting in self:
            rules = others[setting], setting._rule()
            before, after = reversed(rules) if undone else rules
            changes += [
                {
                    "item_id": setting.item_id.id,
                    "company_id": setting.company_id.id,
                    "reason": setting.reason,
                    **change,
                }
                for change in setting.item_id._changes(before, after)
            ]
        if changes:
            self._check_may_change_rules()
        return changes

    def _check_may_change_rules(self):
        lead = self.env.user.has_group("acupuncture_cosmetic.group_clinical_lead")
        if not lead and not self.env.su:
            raise AccessError(
                self.env._(
                    "Only the clinical lead may change whether an item is in use and "
                    "its wash-out. You may change the wording."
                )
            )
