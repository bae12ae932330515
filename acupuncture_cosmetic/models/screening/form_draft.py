from odoo import fields, models


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

    _link_uniq = models.UniqueIndex("(link_id)")

    def _typed(self, screen):
        """Return {field: text} of a screen, as last typed."""
        return (self.screens or {}).get(screen, {}) if self else {}

    def _keep(self, screen, typed):
        self.screens = {**(self.screens or {}), screen: typed}

    def _forget(self, screen):
        self.screens = {k: v for k, v in (self.screens or {}).items() if k != screen}
