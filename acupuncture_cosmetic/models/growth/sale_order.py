from odoo import models


class SaleOrder(models.Model):
    """Selling a course wins its opportunity."""

    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        # Whoever confirms (a salesperson without a clinic role, a colleague, the client
        # on the portal) may not read courses or write the lead.
        selling = self.sudo().filtered("courses_made")
        selling.opportunity_id._win_with_course()
        return result
