from odoo import Command, api, models


class DialogMixin(models.AbstractModel):
    """A dialog names only what its user may read.

    Ids come from anybody's RPC call or context, and what a dialog shows of them is
    worked out with sudo: unasked it would tell another clinic's client or order.
    """

    _name = "acupuncture.dialog.mixin"
    _description = "Checks What a Dialog Is Given"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._check_given([values])
        return values

    @api.model_create_multi
    def create(self, vals_list):
        self._check_given(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_given([vals])
        return super().write(vals)


class Base(models.AbstractModel):
    _inherit = "base"

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
