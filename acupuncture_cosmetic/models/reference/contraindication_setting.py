from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ContraindicationSetting(models.Model):
    """What one clinic sets differently for a screening item of the shared catalogue."""

    _name = "acupuncture.contraindication.setting"
    _description = "Screening Item of the Clinic"
    _rec_name = "item_id"
    _order = "item_id, id"

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
    use_own_days = fields.Boolean(string="Own Waiting Time")
    defer_days = fields.Integer(
        string="Days to Wait", help="Counted from the date the client gives."
    )
    question = fields.Char(
        string="Own Wording",
        translate=True,
        help="Empty: the wording of the catalogue.",
    )

    _once = models.UniqueIndex(
        "(item_id, company_id)", "The clinic has set this screening item already."
    )
    _days = models.Constraint(
        "CHECK (defer_days BETWEEN 0 AND 3650)",
        "Days to wait are between 0 and ten years.",
    )

    @api.depends("item_id")
    def _compute_enabled(self):
        for setting in self:
            setting.enabled = setting.item_id.core

    @api.constrains("enabled", "item_id")
    def _check_switched_off(self):
        self.filtered(lambda setting: not setting.enabled)._check_may_switch_off()

    @api.constrains("use_own_days", "defer_days", "item_id")
    def _check_own_days(self):
        for setting in self.filtered("use_own_days"):
            item = setting.item_id
            if not item.has_defer:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” does not end by itself, so it has no days to wait.",
                        item=item.name,
                    )
                )
            if item.severity == "absolute" and not setting.defer_days:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” stops the treatment: wait at least one day.",
                        item=item.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_grave(self):
        """Without its row, an item that is not in the default questionnaire is off."""
        extra = self.filtered(lambda each: each.enabled and not each.item_id.core)
        extra._check_may_switch_off()

    def _check_may_switch_off(self):
        user = self.env.user
        lead = user.has_group("acupuncture_cosmetic.group_clinical_lead")
        if lead or user._is_superuser():
            return
        for item in self.item_id:
            if item.severity in ("absolute", "clearance_required"):
                raise ValidationError(
                    self.env._(
                        "“%(item)s” stops a treatment or wants a doctor. Only the "
                        "clinical lead leaves it out.",
                        item=item.name,
                    )
                )
