from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import point_names

_SHOWN = ("code", "name", "hanzi", "pregnancy", "safety_note", "search_text")


class Point(models.Model):
    """How a point is shown, and found however its name is written."""

    _inherit = "acupuncture.point"
    _rec_names_search = ("code", "name")

    aliases = fields.Char(
        string="Other Names", help="Separated by semicolons, as Renzhong of GV26."
    )
    search_text = fields.Char(
        compute="_compute_search_text",
        store=True,
        precompute=True,
        export_string_translation=False,
    )

    @api.depends("code", "name", "hanzi", "pregnancy", "safety_note")
    @api.depends_context("formatted_display_name")
    def _compute_display_name(self):
        rich = self.env.context.get("formatted_display_name")
        for point in self:
            code = point_names.spoken_code(point.code or "")
            point.display_name = (
                point._rich_name(code) if rich else f"{code} {point.name or ''}".strip()
            )

    def _rich_name(self, code):
        """Return what a dropdown shows: the cautions stand where a point is picked."""
        lines = [f"**{code}** {self.name or ''} {self.hanzi or ''}".strip()]
        if self.pregnancy == "avoid":
            lines[0] += f" `{self.env._('Avoid in pregnancy')}`"
        elif self.pregnancy == "caution":
            lines[0] += f" `{self.env._('Caution in pregnancy')}`"
        if self.safety_note:
            lines.append(f"--{self.safety_note}--")
        return "\n".join(lines)

    @api.depends(
        "code",
        "name",
        "pinyin_tones",
        "hanzi",
        "hanzi_traditional",
        "english_name",
        "aliases",
        "meridian_id.code",
        "meridian_id.aliases",
    )
    def _compute_search_text(self):
        for point in self.with_context(lang=None):
            channel = point.meridian_id
            names = [point.pinyin_tones, point.hanzi, point.hanzi_traditional]
            names += [point.english_name, *(point.aliases or "").split(";")]
            names += point_names.channel_codes(
                point.code or "", channel.code, (channel.aliases or "").split(";")
            )
            point.search_text = point_names.search_text(
                point.code or "", point.name or "", filter(None, names)
            )

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str) and value.strip():
            return self._spelled(value)
        if operator in ("in", "="):
            asked = [value] if operator == "=" else value
            return Domain.OR(
                Domain("search_text", "like", f" {key} ")
                for name in asked
                for key in point_names.query_keys(str(name or ""))
            )
        return super()._search_display_name(operator, value)

    @api.model
    def _spelled(self, asked):
        """Return the domain of points that may be meant."""
        keys = point_names.query_keys(asked)
        if not keys:
            return Domain.FALSE
        found = Domain.OR(Domain("search_text", "like", key) for key in keys)
        words = point_names.words(asked)
        found |= Domain.AND(Domain("search_text", "like", each) for each in words)
        # The search text is in English; this is the user's language.
        return found | Domain("english_name", "ilike", asked.strip())

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Put the best match first: a code before those that begin with it."""
        if operator not in ("ilike", "like") or not (name or "").strip():
            return super().name_search(name, domain, operator, limit)
        found = Domain("display_name", operator, name) & Domain(domain or Domain.TRUE)
        points = self.search_fetch(found, _SHOWN)
        best = points.sorted(lambda point: point_names.rank(point.search_text, name))
        return [(point.id, point.display_name) for point in best[:limit]]
