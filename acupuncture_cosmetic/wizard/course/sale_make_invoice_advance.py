from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    """Billing makes down payments too."""

    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        """Let billing make down payments, though not other order lines."""
        if not self.env.user.has_group("acupuncture_cosmetic.group_billing"):
            return super()._create_invoices(sale_orders)
        sale_orders.check_access("write")
        # The right to invoice an order is the right to the down payment line it needs.
        invoices = super(SaleAdvancePaymentInv, self.sudo())._create_invoices(
            sale_orders.sudo()
        )
        return invoices.sudo(self.env.su)
