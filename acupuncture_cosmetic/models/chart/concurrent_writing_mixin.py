from collections import Counter

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine import shared_text

ROWS = ("needle_ids", "supply_ids")
CUTTING_OFF = (Command.UNLINK, Command.CLEAR, Command.SET)
TO_A_ROW = (Command.UPDATE, Command.DELETE)
TEXTS = ("char", "text")


class ConcurrentWritingMixin(models.AbstractModel):
    """Two people may write into an open record at the same time.

    What both write into one text is kept, a needle that both place stands once, and a
    row that one of them took away does not hold up what the other typed.
    """

    _name = "acupuncture.concurrent.writing.mixin"
    _description = "Written by Two at Once"

    texts_seen = fields.Json(
        store=False,
        export_string_translation=False,
        help="Technical: what a form had read of the texts that it changes.",
    )

    def _beside_colleagues(self, vals):
        """Return what to write of these values, beside what colleagues have written.

        :raises UserError: rows would be cut off from their record
        """
        self._refuse_cutting_off(vals)
        vals = {**vals, **self._without_gone(vals)}
        vals |= self._without_twice(vals)
        seen = vals.pop("texts_seen", None)
        if isinstance(seen, dict) and len(self) == 1:
            vals |= self._with_colleague(vals, seen)
        return vals

    def _with_colleague(self, vals, seen):
        """Return the texts to write, with what was stored since the form was read.

        :param seen: what was stored when the form was read
        """
        names = vals.keys() & seen.keys() & self._fields.keys()
        texts = {}
        for name in names:
            if (kind := self._fields[name].type) in TEXTS:
                stored, mine = self[name] or "", str(vals[name] or "")
                added = shared_text.addition(stored, str(seen[name] or ""), mine)
                apart = "\n\n" if kind == "text" else "; "
                texts[name] = (
                    mine
                    if added is None
                    else apart.join([stored, self._signed_words(added)])
                    if added
                    else stored
                )
        return texts

    def _signed_words(self, text):
        """Return a text with who typed it, while which colleague saved the record."""
        me, colleague = self.env.user, self.write_uid
        if colleague == me or colleague._is_superuser():
            return self.env._(
                "%(me)s, at the same time: %(text)s", me=me.name, text=text
            )
        return self.env._(
            "%(me)s, at the same time as %(colleague)s: %(text)s",
            me=me.name,
            colleague=colleague.name,
            text=text,
        )

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

    def _without_twice(self, vals):
        """Return the needles to write, without new ones that stand there already.

        A colleague placed them meanwhile, or a finger came down twice: one needle.
        """
        commands = vals.get("needle_ids") or []
        fresh = [command for command in commands if command[0] == Command.CREATE]
        if not fresh or len(self) != 1:
            return {}
        stored = self._needles_after(commands)
        twice = []
        for command in fresh:
            new = command[2]
            point = self.env["acupuncture.point"].browse(new.get("point_id"))
            key = (point.id, new.get("side"), bool(new.get("retained")))
            if point and stored[key] >= point._most_needles():
                twice.append(command)
        if twice:
            self._tell_kept_once()
        return {"needle_ids": [each for each in commands if each not in twice]}

    def _needles_after(self, commands):
        """Return point id, side, staying -> the needles that these commands leave."""
        gone = {command[1] for command in commands if command[0] == Command.DELETE}
        changed = {
            command[1]: command[2]
            for command in commands
            if command[0] == Command.UPDATE
        }
        counts = Counter()
        for row in self.needle_ids.filtered(lambda one: one.id not in gone):
            vals = changed.get(row.id, {})
            point = vals.get("point_id", row.point_id.id)
            staying = bool(vals.get("retained", row.retained))
            counts[point, vals.get("side", row.side), staying] += 1
        return counts

    def _tell_kept_once(self):
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "info",
                "message": self.env._(
                    "A needle was in the chart already and is kept only once. Please "
                    "check the list."
                ),
            },
        )

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
                        "%(treatment)s: %(rows)s cannot exist without their chart. "
                        "Delete them one at a time while it is open.",
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
