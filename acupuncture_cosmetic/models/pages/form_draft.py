from odoo import api, fields, models
from odoo.tools import SQL

from ..foundation.base import made_once


class FormDraft(models.Model):
    """What a client has typed and not yet sent, screen by screen as typed.

    Half a date or a consent without its last tick is no valid history or consent yet,
    and must not be lost either. The row goes when the forms are signed.
    """

    _name = "acupuncture.form.draft"
    _description = "Form Draft"
    _rec_name = "id"
    _check_company_auto = True

    link_id = fields.Many2one(
        comodel_name="acupuncture.form.link",
        required=True,
        index=True,
        check_company=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, ondelete="cascade"
    )
    visit = fields.Char(export_string_translation=False)
    screens = fields.Json(export_string_translation=False)

    _link_uniq = models.UniqueIndex(
        "(link_id)", "This form is being filled in already. Reload the page."
    )

    @api.autovacuum
    def _gc_abandoned(self):
        """Forget what nobody came back for within a month after the link's end."""
        month_ago = fields.Datetime.subtract(fields.Datetime.now(), months=1)
        self.search([("link_id.expires_at", "<", month_ago)], limit=1000).unlink()

    @api.model
    def _begin(self, link):
        """Return a new row for the link; of two requests at once one tries again."""
        vals = {"link_id": link.id, "company_id": link.company_id.id}
        with made_once():
            return self.create([vals])

    def _lock(self):
        """Wait for who else writes the row, before anything of it is in a query.

        A query that fails is logged with its values, and these are health data.
        """
        query = SQL(
            "SELECT 1 FROM acupuncture_form_draft WHERE id = ANY(%s) FOR UPDATE",
            self.ids,
        )
        self.env.cr.execute(query)

    def _typed(self, screen):
        """Return {field: text} of a screen, as last typed."""
        return (self.screens or {}).get(screen, {}) if self else {}

    def _keep(self, screen, typed):
        self.screens = {**(self.screens or {}), screen: typed}

    def _forget(self, screen):
        self.screens = {k: v for k, v in (self.screens or {}).items() if k != screen}
