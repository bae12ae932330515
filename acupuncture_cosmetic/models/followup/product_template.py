from odoo import models


class ProductTemplate(models.Model):
    """Treatments that rules of follow-ups name."""

    _inherit = "product.template"

    def unlink(self):
        """PostgreSQL takes a deleted product out of the rules it is named in."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
