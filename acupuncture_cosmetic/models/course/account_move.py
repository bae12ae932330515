from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _paid_fraction(self):
        """Return how much of this posted move is settled, from 0.0 to 1.0."""
        self.ensure_one()
        if self.currency_id.is_zero(self.amount_total):
            return 1.0
        return 1.0 - self.amount_residual / self.amount_total
