from odoo import api, models


class ContraindicationSetting(models.Model):
    """What a clinic sets shows in the lights soon, not only after the night."""

    _inherit = "acupuncture.contraindication.setting"

    @api.model_create_multi
    def create(self, vals_list):
        settings = super().create(vals_list)
        settings.item_id._screen_again()
        return settings

    def write(self, vals):
        result = super().write(vals)
        self.item_id._screen_again()
        return result

    def unlink(self):
        items = self.item_id
        result = super().unlink()
        items._screen_again()
        return result
