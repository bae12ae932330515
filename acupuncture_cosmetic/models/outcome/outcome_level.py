from odoo import api, models

from ..foundation.guard import guard_table
from .rated_words import rewords, texts_now


class OutcomeLevel(models.Model):
    """Labels of a scale that was rated on stay, word for word."""

    _inherit = "acupuncture.outcome.level"

    def init(self):
        """Let PostgreSQL keep the words that somebody rated by."""
        result = super().init()
        guard_table(self, "rated_guard", arguments=["scale_id", "value", "name"])
        return result

    @api.model_create_multi
    def create(self, vals_list):
        # Before PostgreSQL does, and in words that name the remedy.
        usual = self.env.context.get("default_scale_id")
        owners = {vals.get("scale_id", usual) for vals in vals_list}
        self.scale_id.browse(owners - {None, False})._refuse_if_rated()
        return super().create(vals_list)

    def write(self, vals):
        changed = self.filtered(lambda level: level._would_change(vals))
        touched = changed.scale_id
        if "scale_id" in vals and changed:
            touched |= touched.browse(vals["scale_id"])
        touched._refuse_if_rated()
        return super().write(vals)

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """The dialog of translations does not pass through ``write``."""
        if field_name == "name" and rewords(self, field_name, translations):
            self.scale_id._refuse_if_rated()
        return super()._update_field_translations(
            field_name, translations, digest, source_lang
        )

    def _would_change(self, vals):
        self.ensure_one()
        return (
            ("value" in vals and self.value != float(vals["value"]))
            or ("scale_id" in vals and self.scale_id.id != vals["scale_id"])
            or ("name" in vals and rewords(self, "name", texts_now(self, vals["name"])))
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_rated(self):
        self.scale_id._refuse_if_rated()
