from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

ROWS = ("needle_ids", "supply_ids")
CUTTING_OFF = (Command.UNLINK, Command.CLEAR, Command.SET)
TO_A_ROW = (Command.UPDATE, Command.DELETE)


class Treatment(models.Model):
    """Two people may write into an open record at the same time."""

    _inherit = "acupuncture.treatment"

    def write(self, vals):
        self._refuse_cutting_off(vals)
        return super().write({**vals, **self._without_gone(vals)})

    def _without_gone(self, vals):
        """Return the rows to write, without what a colleague took away meanwhile.

        The rest of the form, its notes above all, could else not be saved any more.
        """
        kept = {}
        for name in vals.keys() & set(ROWS):
            commands = vals[name] or []
            asked = {command[1] for command in commands if command[0] in TO_A_ROW}
            if not asked:
                continue
            rows = self.env[self._fields[name].comodel_name].browse(asked)
            gone = asked - set(rows.exists().ids)
            kept[name] = [
                command
                for command in commands
                if command[0] not in TO_A_ROW or command[1] not in gone
            ]
        return kept

    def _refuse_cutting_off(self, vals):
        """Keep rows at their record, which none of them can be without.

        :raises UserError: rows are to be unlinked instead of deleted
        """
        for name, field in self._fields.items():
            if field.type != "one2many" or not isinstance(vals.get(name), list | tuple):
                continue
            rows = self[name].browse()
            for command in vals[name]:
                rows |= self._cut_off(name, command)
            if rows:
                raise UserError(
                    self.env._(
                        "%(treatment)s: %(rows)s cannot be without their record. "
                        "Delete single ones while it is open.",
                        treatment=", ".join(rows.treatment_id.mapped("name")),
                        rows=field.string,
                    )
                )

    def _cut_off(self, name, command):
        """Return the rows that a command would leave without their record."""
        rows = self[name]
        if not isinstance(command, list | tuple) or command[0] not in CUTTING_OFF:
            return rows.browse()
        if command[0] == Command.UNLINK:
            return rows & rows.browse(command[1])
        if command[0] == Command.SET:
            return rows - rows.browse(command[2])
        return rows
