from odoo import api, models


class OutcomeLevel(models.Model):
    """Labels of a scale that was rated on stay, too."""

    _inherit = "acupuncture.outcome.level"

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels.scale_id._refuse_if_rated()
        return levels

    def write(self, vals):
        moved = "value" in vals and self.filtered(
            lambda level: level.value != float(vals["value"])
        )
        if moved:
            moved.scale_id._refuse_if_rated()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_rated(self):
        self.scale_id._refuse_if_rated()
