from odoo import api, models
from odoo.fields import Domain
from odoo.modules.db import FunctionStatus
from odoo.tools.sql import create_index

from .client_finders import found_clients

FOUND_BY = ("complete_name", "email", "ref", "vat", "company_registry")


class ResPartner(models.Model):
    """A client, found among many by any part of a name or number."""

    _inherit = "res.partner"

    def init(self):
        """Let a client be found among many by any part of a name or number.

        All five, because Odoo asks for one *or* the other: one without an index would
        have PostgreSQL read every contact all the same.
        """
        super().init()
        if (
            not self.pool.has_trigram
            or self.pool.has_unaccent == FunctionStatus.PRESENT
        ):
            return
        for column in FOUND_BY:
            words = f"{self.pool.unaccent(column)} gin_trgm_ops"
            name = f"acupuncture_partner_{column}_idx"
            create_index(self.env.cr, name, self._table, [words], "gin")

    @api.model
    def _search_display_name(self, operator, value):
        """Find clients by more than Odoo does, where the clinic looks for them."""
        domain = super()._search_display_name(operator, value)
        is_ours = self.env.context.get("acupuncture_client_search")
        if not is_ours or operator != "ilike" or not value:
            return domain
        return Domain(domain) | Domain("id", "in", list(found_clients(self, value)))

    def action_open_client_page(self):
        """Open the clinic's page of this client."""
        page = self.env.ref("acupuncture_cosmetic.client_view_form")
        return self._get_records_action(views=[(page.id, "form")])

    def action_open_contact(self):
        """Open Odoo's own form of this contact."""
        return self._get_records_action()
