from odoo import models
from odoo.fields import Command

ROWS = ("needle_ids", "supply_ids")
TO_A_ROW = (Command.UPDATE, Command.DELETE)


class Treatment(models.Model):
    """Two people may write into an open record at the same time."""

    _inherit = "acupuncture.treatment"

    def write(self, vals):
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
