from odoo import api, fields, models

from ..foundation.guard import guard_table


class IntakeRowMixin(models.AbstractModel):
    """A row of a health history: as frozen as the history it belongs to."""

    _name = "acupuncture.intake.row.mixin"
    _description = "Row of a Health History"
    _inherit = ["acupuncture.sealed.mixin"]
    _rec_name = "intake_id"
    _check_company_auto = True

    _frozen_fields = frozenset({"intake_id", "company_id"})
    _sealed_files = """EXISTS (
        SELECT 1 FROM acupuncture_intake AS history
        WHERE history.id = kept.intake_id AND history.submitted_at IS NOT NULL)"""

    intake_id = fields.Many2one(
        comodel_name="acupuncture.intake",
        string="Health History",
        ondelete="cascade",
        required=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        readonly=True,
        index=True,
    )

    def init(self):
        """Freeze the rows of submitted histories."""
        if not self._abstract:
            guard_table(self, "intake_child_guard")

    @api.model_create_multi
    def create(self, vals_list):
        intakes = self.env["acupuncture.intake"]
        parents = [intakes.browse(vals.get("intake_id")) for vals in vals_list]
        intakes.concat(*parents)._refuse_if_submitted()
        return super().create(
            [
                {**vals, "company_id": parent.company_id.id}
                for vals, parent in zip(vals_list, parents, strict=True)
            ]
        )

    def write(self, vals):
        self.intake_id._refuse_if_submitted()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self.intake_id._refuse_if_submitted()
