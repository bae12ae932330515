from odoo import models


class AccountMove(models.Model):
    """How much of a posted move is settled, and by money."""

    _inherit = "account.move"

    def _paid_fraction(self, received=False):
        """Return how much of this posted move is settled, from 0.0 to 1.0.

        :param received: leave out what was written off
        """
        self.ensure_one()
        if self.currency_id.is_zero(self.amount_total):
            return 1.0
        settled = 1.0 - self.amount_residual / self.amount_total
        if not received or not settled:
            return settled
        return settled - abs(self._written_off() / self.amount_total)

    def _billed_per_line(self):
        """Return what this move bills for each unit of money on its lines.

        Not quite 1.0 where its taxes are rounded for all lines together.
        """
        self.ensure_one()
        amounts = self.invoice_line_ids.mapped("price_total")
        whole = sum(map(abs, amounts))
        return 1.0 + (self.amount_total - abs(sum(amounts))) / whole if whole else 1.0

    def _written_off(self):
        """Return what was settled without money, e.g. a rest nobody asks for.

        That is the part of a payment or an entry that went to income or expense.
        """
        self.ensure_one()
        lost = 0.0
        terms = self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        for partial in terms.matched_debit_ids | terms.matched_credit_ids:
            ours = partial.debit_move_id in terms
            other = partial.credit_move_id if ours else partial.debit_move_id
            amount = (
                partial.debit_amount_currency
                if ours
                else partial.credit_amount_currency
            )
            lost += amount * other.move_id._lost_fraction(other)
        return lost

    def _lost_fraction(self, term):
        """Return how much of a payment's ``term`` was booked to income or expense."""
        if self.move_type != "entry" or not term.balance:
            return 0.0
        booked = sum(
            line.balance
            for line in self.line_ids
            if line.account_id.internal_group in ("income", "expense")
        )
        return min(1.0, max(0.0, -booked / term.balance))
