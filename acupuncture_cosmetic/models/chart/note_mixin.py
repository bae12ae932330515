from odoo import api, fields, models
from odoo.tools.i18n import format_list

from ...engine import chart_note
from ..foundation.days import format_day


class NoteMixin(models.AbstractModel):
    """The note of a record: sentences from its own facts, which may be edited.

    It is written in the language of the clinic. Every number in it stands in the
    record; what differs from the last visit is said without one.
    """

    _name = "acupuncture.note.mixin"
    _description = "Note Written from the Chart"

    note = fields.Text(
        copy=False,
        help="Leave empty to sign with the note that the chart proposes.",
    )
    note_proposed = fields.Text(
        string="Proposed Note",
        compute="_compute_note_proposed",
        help="What the chart says of this visit, in sentences.",
    )

    @api.depends(
        "needle_ids.point_id",
        "needle_ids.side",
        "needle_ids.gauge_mm",
        "needle_ids.length_mm",
        "needle_ids.depth_mm",
        "needle_ids.angle",
        "needle_ids.stimulation",
        "needle_ids.response",
        "needle_ids.lot_id",
        "needle_ids.kind",
        "needle_ids.site",
        "needle_ids.retained",
        "needle_ids.removal_due",
        "supply_ids.supply_id",
        "supply_ids.lot_id",
        "supply_ids.minutes",
        "reaction_ids.kind",
        "reaction_ids.severity",
        "reaction_ids.point_id",
        "reaction_ids.side",
        "retention_minutes",
        "out_count",
        "last_treatment_id",
        "tongue_ids.name",
        "tongue_body",
        "tongue_coat",
        "tongue",
        "pulse_ids.name",
        "pulse_quality",
        "pulse",
    )
    def _compute_note_proposed(self):
        for treatment in self:
            lang = treatment.company_id.partner_id.lang
            told = treatment.with_context(lang=lang or self.env.lang)
            treatment.note_proposed = "\n".join(filter(None, told._note_sentences()))

    def action_edit_note(self):
        """Take what the chart proposes as the note, to be changed or as it is."""
        self.ensure_one()
        self._refuse_if_signed()
        self.note = self.note_proposed

    def _note_to_sign(self):
        """Return the value of the note as it is signed; none where there is no fact."""
        self.ensure_one()
        note = self.note or self.note_proposed
        return {"note": note} if note else {}

    def _note_sentences(self):
        last = self.last_treatment_id
        told = chart_note.tell(self._as_visit(), last._as_visit() if last else None)
        yield self._note_of_examination()
        yield from (self._note_of_group(group) for group in told.groups)
        yield self._note_of_left_out(told.left_out)
        yield self._note_of_minutes(told.longer)
        yield self._note_of_staying()
        yield self._note_of_count()
        yield self._note_of_lots()
        yield self._note_of_products()
        yield self._note_of_reactions()

    def _note_of_examination(self):
        tongue, pulse = self._tongue_words(), self._pulse_words()
        told = [
            tongue and self.env._("Tongue: %(tongue)s.", tongue=tongue.rstrip(".")),
            pulse and self.env._("Pulse: %(pulse)s.", pulse=pulse.rstrip(".")),
        ]
        return " ".join(filter(None, told))

    def _as_visit(self):
        needles = tuple(
            chart_note.Needle(
                needle._spoken_point(),
                needle.side,
                chart_note.How(
                    needle.gauge_mm,
                    needle.length_mm,
                    needle.depth_mm,
                    needle.angle or "",
                    needle.stimulation or "",
                    needle.response or "",
                    needle.kind or "",
                ),
            )
            for needle in self.needle_ids
        )
        return chart_note.Visit(needles, self.retention_minutes)

    def _note_of_group(self, group):
        points = self._and(self._note_of_point(placed) for placed in group.placed)
        how = ", ".join(filter(None, self._note_of_how(group.how)))
        return f"{points}: {how}." if how else f"{points}."

    def _note_of_point(self, placed):
        sides = self._note_sides()
        where = self._and(
            self.env._("%(count)s × %(side)s", count=count, side=sides[side])
            if count > 1
            else sides[side]
            for side, count in placed.sides.items()
        )
        change = {
            "new": self.env._("new"),
            "deeper": self.env._("deeper than last time"),
            "shallower": self.env._("less deep than last time"),
            "other": self.env._("set differently from last time"),
        }.get(placed.change)
        return (
            f"{placed.point} {where} ({change})"
            if change
            else f"{placed.point} {where}"
        )

    def _note_of_how(self, how):
        """Yield how needles were set, in the words of STRICTA 2c to 2g."""
        yield {
            "press": self.env._("press needle"),
            "intradermal": self.env._("intradermal needle"),
        }.get(how.kind)
        size = [self._mm(how.gauge_mm), self._mm(how.length_mm)]
        if all(size):
            yield self.env._("%(gauge)s × %(length)s mm", gauge=size[0], length=size[1])
        if how.depth_mm:
            yield self.env._("%(depth)s mm deep", depth=self._mm(how.depth_mm))
        yield {
            "perpendicular": self.env._("perpendicular"),
            "oblique": self.env._("oblique"),
            "transverse": self.env._("transverse"),
        }.get(how.angle)
        yield {
            "none": self.env._("no stimulation"),
            "manual": self.env._("stimulated by hand"),
            "electrical": self.env._("stimulated electrically"),
        }.get(how.stimulation)
        yield {
            "none": self.env._("no response sought"),
            "de_qi": self.env._("de qi sought"),
            "twitch": self.env._("muscle twitch sought"),
        }.get(how.response)

    def _note_of_left_out(self, points):
        if not points:
            return ""
        return self.env._(
            "Not needled this time: %(points)s.", points=self._and(points)
        )

    def _note_of_minutes(self, longer):
        if not self.retention_minutes:
            return ""
        minutes = self.retention_minutes
        if longer > 0:
            return self.env._(
                "The needles stayed in for %(minutes)s minutes, more than last time.",
                minutes=minutes,
            )
        if longer < 0:
            return self.env._(
                "The needles stayed in for %(minutes)s minutes, less than last time.",
                minutes=minutes,
            )
        return self.env._(
            "The needles stayed in for %(minutes)s minutes.", minutes=minutes
        )

    def _note_of_staying(self):
        sides = self._note_sides()
        staying = [
            self.env._(
                "%(point)s %(side)s until %(day)s",
                point=needle._spoken_point(),
                side=sides[needle.side],
                day=format_day(self.env, needle.removal_due),
            )
            for needle in self.needle_ids
            if needle.retained and needle.removal_due
        ]
        if not staying:
            return ""
        return self.env._("Staying in: %(needles)s.", needles=self._and(staying))

    def _note_of_count(self):
        if not self.needle_count or not self.count_settled:
            return ""
        return self.env._(
            "%(put_in)s needles in, %(out)s counted out.",
            put_in=self.needle_count,
            out=self.out_count,
        )

    def _note_of_lots(self):
        lots = self.needle_ids.lot_id
        if not lots:
            return ""
        named = self._and(f"{lot.supply_id.name} {lot.name}" for lot in lots)
        return self.env._("Needle lots: %(lots)s.", lots=named)

    def _note_of_products(self):
        used = [self._note_of_product(row) for row in self.supply_ids]
        if not used:
            return ""
        return self.env._("Used: %(products)s.", products=self._and(used))

    def _note_of_product(self, row):
        told = [row.supply_id.name]
        if row.lot_id:
            told.append(self.env._("lot %(lot)s", lot=row.lot_id.name))
        if row.minutes:
            told.append(self.env._("%(minutes)s minutes", minutes=row.minutes))
        return f"{told[0]} ({', '.join(told[1:])})" if told[1:] else told[0]

    def _note_of_reactions(self):
        if not self.reaction_ids:
            return self.env._("No reactions were noted.") if self.needle_ids else ""
        told = self._and(self._note_of_reaction(one) for one in self.reaction_ids)
        return self.env._("Reactions: %(reactions)s.", reactions=told)

    def _note_of_reaction(self, reaction):
        labels = {
            name: dict(reaction._fields[name]._description_selection(self.env))
            for name in ("kind", "severity", "zone")
        }
        told = (
            f"{labels['kind'][reaction.kind]} ({labels['severity'][reaction.severity]})"
        )
        if reaction.point_id:
            side = self._note_sides().get(reaction.side, "")
            place = f"{reaction.point_id.code} {side}".strip()
        else:
            place = labels["zone"].get(reaction.zone)
        if not place:
            return told
        return self.env._("%(reaction)s at %(place)s", reaction=told, place=place)

    def _note_sides(self):
        return {
            "left": self.env._("left"),
            "right": self.env._("right"),
            "mid": self.env._("midline"),
        }

    def _and(self, parts):
        return format_list(self.env, list(parts), "standard")

    def _mm(self, value):
        """Return millimetres as the clinic writes them, without idle zeros."""
        if not value:
            return ""
        point = self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", point)
