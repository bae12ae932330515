from odoo import fields, models
from odoo.exceptions import UserError

from ..foundation.windows import window


class Protocol(models.Model):
    """What is sold by a protocol: its products follow the revision in force."""

    _inherit = "acupuncture.protocol"

    product_count = fields.Integer(compute="_compute_product_count")

    def _compute_product_count(self):
        counts = dict(
            self.env["product.template"]._read_group(
                [("protocol_id", "in", self.ids)], ["protocol_id"], ["__count"]
            )
        )
        for protocol in self:
            protocol.product_count = counts.get(protocol, 0)

    def action_view_products(self):
        """Open the courses that are sold by this protocol."""
        self.ensure_one()
        own = [("protocol_id", "=", self.id)]
        return window(self.env, "product_template_action", domain=own)

    def _replaced_by(self, newer):
        self._products()._follow_protocol(newer)
        return super()._replaced_by(newer)

    def _refuse_if_sold(self):
        if product := self._products()[:1]:
            raise UserError(
                self.env._(
                    "“%(product)s” is sold with this protocol. Choose another "
                    "protocol for the product first, or none.",
                    product=product.display_name,
                )
            )
        return super()._refuse_if_sold()

    def _products(self):
        """Return the products sold by these, of every clinic and archived ones too."""
        # sudo: a shared protocol is sold at clinics the lead does not work for
        products = self.env["product.template"].sudo().with_context(active_test=False)
        return products.search([("protocol_id", "in", self.ids)])
