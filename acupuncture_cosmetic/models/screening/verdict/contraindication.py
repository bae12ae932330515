from odoo import models

RULES = {
    "active",
    "core",
    "defer_days",
    "has_defer",
    "question_of_id",
    "severity",
    "technique_ids",
    "term_ids",
}


class Contraindication(models.Model):
    """A changed rule shows in the lights soon, not only after the night."""

    _inherit = "acupuncture.contraindication"

    def write(self, vals):
        result = super().write(vals)
        if RULES & vals.keys():
            self._screen_again()
        return result

    def _screen_again(self):
        cron = self.env.ref("acupuncture_cosmetic.ir_cron_screening_lights", False)
        if cron:
            cron._trigger()
