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


# What a minor may tell without a parent reading it.
PRIVATE_CATEGORIES = ("pregnancy", "psychological")
PRIVATE_CODES = ("BBV", "ALCOHOL")


class Contraindication(models.Model):
    """A changed rule shows in the lights soon, not only after the night."""

    _inherit = "acupuncture.contraindication"

    def _is_private(self):
        """Tell whether a minor's answer is kept from parents: body, mind, virus."""
        self.ensure_one()
        return self.category in PRIVATE_CATEGORIES or self.code in PRIVATE_CODES

    def write(self, vals):
        result = super().write(vals)
        if RULES & vals.keys():
            self._screen_again()
        return result

    def _screen_again(self):
        self.env["acupuncture.client.alert"]._expire()
