from odoo import fields, models

TEXTS = ("char", "text")
STOPS = ".!?;:\n"


class Treatment(models.Model):
    """What two people write into the same text of an open record is both kept."""

    _inherit = "acupuncture.treatment"

    texts_seen = fields.Json(
        store=False,
        export_string_translation=False,
        help="Technical: what a form had read of the texts that it changes.",
    )

    def write(self, vals):
        vals = dict(vals)
        seen = vals.pop("texts_seen", None)
        if isinstance(seen, dict) and len(self) == 1:
            vals |= self._with_colleague(vals, seen)
        return super().write(vals)

    def _with_colleague(self, vals, seen):
        """Return the texts to write, with what was stored since the form was read."""
        texts = {
            name
            for name in vals.keys() & seen.keys() & self._fields.keys()
            if self._fields[name].type in TEXTS
        }
        return {
            name: self._both_texts(name, str(seen[name] or ""), str(vals[name] or ""))
            for name in texts
        }

    def _both_texts(self, name, seen, mine):
        """Return what is stored with what is typed below it.

        :param seen: what was stored when the form was read
        """
        stored = self[name] or ""
        if stored in (seen, mine, "") or _goes_on(stored, mine):
            return mine
        if _goes_on(seen, mine):
            mine = mine.removeprefix(seen)
        mine = mine.strip()
        if not mine:
            return stored
        apart = "\n\n" if self._fields[name].type == "text" else "; "
        return f"{stored}{apart}{self._signed_words(mine)}"

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


def _goes_on(text, longer):
    """Tell whether whole sentences were added; parts of one would change its sense."""
    added = longer.removeprefix(text)
    whole = text.rstrip(" ")[-1:] in tuple(STOPS) or added[:1] == "\n"
    return bool(text) and longer.startswith(text) and whole
