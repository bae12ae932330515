from odoo import models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

OURS = "odoo.addons.acupuncture_cosmetic."


class Base(models.AbstractModel):
    """What we keep from being deleted is kept, whatever the context says.

    Odoo skips ``@api.ondelete(at_uninstall=False)`` when the context holds the key of
    an uninstallation, and every RPC caller may put it there.
    """

    _inherit = "base"

    def unlink(self):
        """Ask our guards too where the key comes from outside.

        Modules are removed while the registry is being loaded, when nobody can call.
        """
        if self.pool.ready and self.env.context.get(MODULE_UNINSTALL_FLAG):
            self.check_access("unlink")
            for guard in self._skipped_guards():
                guard(self)
        return super().unlink()

    def _skipped_guards(self):
        """Return the guards of ours that an uninstallation goes without."""
        return [
            method
            for method in self._ondelete_methods
            if method.__module__.startswith(OURS) and not method._ondelete
        ]
