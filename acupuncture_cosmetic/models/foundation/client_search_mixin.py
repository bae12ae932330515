from odoo import api, models
from odoo.fields import Domain

NAMED_ALIKE = 1000


class ClientSearchMixin(models.AbstractModel):
    """Records that are looked up by their number or by their client.

    Who is meant is looked up first: where a number *or* a client of a subquery is
    asked for, PostgreSQL reads the whole table instead of its indexes.
    """

    _name = "acupuncture.client.search.mixin"
    _description = "Found by Number or Client"

    @api.model
    def _search_display_name(self, operator, value):
        by_number = super()._search_display_name(operator, value)
        if operator != "ilike" or not value:
            return by_number
        clients = self.env["res.partner"].with_context(active_test=False)
        named = Domain("display_name", operator, value)
        found = clients.search(named, order="id", limit=NAMED_ALIKE + 1)
        if len(found) > NAMED_ALIKE:  # so many that the first page is soon full
            return by_number | Domain("client_id", operator, value)
        return by_number | Domain("client_id", "in", found.ids)
