from odoo import models

from .guard import hang_trigger, refuse_truncate


class AppendOnlyMixin(models.AbstractModel):
    """Rows that are written once: PostgreSQL refuses the rest, for everybody.

    A model that inherits this sets ``_log_access = False`` (a logged write would be an
    update) and has no stored computed field that is not precomputed.
    """

    _name = "acupuncture.append.only.mixin"
    _description = "Rows That Are Never Changed"
    _sealed_files = "TRUE"

    def init(self):
        """Let PostgreSQL refuse changes."""
        result = super().init()
        if not self._abstract:
            hang_trigger(self, "refuse_change", "BEFORE UPDATE OR DELETE")
            refuse_truncate(self)
        return result
