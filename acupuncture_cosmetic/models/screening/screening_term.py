from odoo import api, models


class ScreeningTerm(models.Model):
    """A word that is added or taken away shows in the lights soon."""

    _inherit = "acupuncture.screening.term"

    @api.model_create_multi
    def create(self, vals_list):
        terms = super().create(vals_list)
        self._screen_again()
        return terms

    def write(self, vals):
        result = super().write(vals)
        self._screen_again()
        return result

    def unlink(self):
        result = super().unlink()
        self._screen_again()
        return result

    def _screen_again(self):
        self.env["acupuncture.contraindication"]._screen_again()
