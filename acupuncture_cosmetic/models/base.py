from odoo import Command, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

OURS = "odoo.addons.acupuncture_cosmetic."


class Base(models.AbstractModel):
    """What every RPC caller may pass opens nothing: context keys and ids.

    Odoo skips ``@api.ondelete(at_uninstall=False)`` when the context holds the key of
    an uninstallation; what we keep from being deleted is kept all the same. Our forms
    work out with sudo what they show of a record, so an id is believed only from who
    may read it.
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

    def onchange(self, values, field_names, fields_spec):
        if self._name.startswith("acupuncture."):
            self._check_given([values])
        return super().onchange(values, field_names, fields_spec)

    def _check_given(self, vals_list):
        """Refuse values that name what the user may not read; what a record names
        already may stay.

        :raises AccessError: a value names such a record
        """
        named = {}
        self._collect_given(vals_list, named)
        for model, ids in named.items():
            self.env[model].browse(ids).check_access("read")

    def _collect_given(self, vals_list, named):
        """Add to ``named``, by model, the ids that the values name, lines included."""
        for vals in vals_list:
            for name, value in vals.items():
                field = self._fields.get(name)
                if not value or not field or not field.relational:
                    continue
                ids, line_vals = _given(value)
                comodel = self.env[field.comodel_name]
                # sudo: compares ids only
                ids = set(ids).difference(self.sudo()[name].ids)
                if ids:
                    named.setdefault(field.comodel_name, set()).update(ids)
                comodel._collect_given(line_vals, named)


def _given(value):
    """Return the ids and the values of lines that a relational value names."""
    if isinstance(value, int):
        return [value], []
    if isinstance(value, models.BaseModel):
        return value.ids, []
    if isinstance(value, dict):
        return [value["id"]] if value.get("id") else [], [value]
    ids, line_vals = [], []
    for command in value:
        if isinstance(command, int):
            ids.append(command)
        elif command[0] == Command.SET:
            ids += command[2]
        elif command[0] == Command.LINK:
            ids.append(command[1])
        elif command[0] in (Command.CREATE, Command.UPDATE):
            line_vals.append(command[2])
    return ids, line_vals
