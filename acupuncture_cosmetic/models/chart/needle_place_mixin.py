from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

WHERE = ("treatment_id", "point_id", "side", "retained")


class NeedlePlaceMixin(models.AbstractModel):
    """The same needle stands in a chart once, with who placed it.

    A point of several needles (EX-HN1 has four) takes so many on a side and no more:
    ``place`` numbers them, and PostgreSQL lets each number stand once.
    """

    _name = "acupuncture.needle.place.mixin"
    _description = "Which Needle of Its Point"

    place = fields.Integer(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: which of the needles of this point and side it is.",
    )
    placed_by_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    # Charts from before hold no number; theirs are not judged.
    _once = models.UniqueIndex(
        "(treatment_id, point_id, side, place, (retained IS TRUE)) WHERE place > 0",
        "This needle stands in the chart already. Change that line.",
    )

    @api.model
    def _placed(self, vals_list):
        """Return these values of new needles, each with its number and who sets it.

        :raises UserError: all needles of a point stand in the chart already
        """
        usual = self.env.context.get("default_treatment_id")
        keys = [self._where({"treatment_id": usual, **vals}) for vals in vals_list]
        return [
            {**vals, "place": place, "placed_by_id": self.env.uid}
            for vals, place in zip(vals_list, self._free_places(keys), strict=True)
        ]

    def _replaced(self, vals):
        """Return these values for this needle, with a number where it is another now.

        :raises UserError: all needles of that point stand in the chart already
        """
        old = self._here()
        here, there = self._where(old), self._where({**old, **vals})
        if here == there:
            return vals
        [place] = self._free_places([there], there[:3] != here[:3])
        return {**vals, "place": place}

    def _here(self):
        """Return where this needle is, as values."""
        self.ensure_one()
        return {
            "treatment_id": self.treatment_id.id,
            "point_id": self.point_id.id,
            "side": self.side,
            "retained": self.retained,
        }

    @api.model
    def _where(self, vals):
        """Return treatment, point, side, and whether it stays in, from values.

        A press needle is set when the other one is out: it is another needle.
        """
        side = vals.get("side") or "both"
        staying = bool(vals.get("retained"))
        return vals.get("treatment_id"), vals.get("point_id"), side, staying

    @api.model
    def _free_places(self, keys, is_limited=True):
        """Return the number of each new needle of treatment, point, side and staying.

        :raises UserError: all needles of a point stand in the chart already
        """
        taken = self._taken_places(keys)
        places = []
        for key in keys:
            treatment, point_id, side, _staying = key
            point = self.env["acupuncture.point"].browse(point_id)
            used = taken.setdefault(key, [])
            full = point and treatment and len(used) >= point._most_needles()
            if is_limited and full:
                self._refuse_twice(point, side)
            place = next(n for n in range(1, len(used) + 2) if n not in used)
            used.append(place)
            places.append(place)
        return places

    @api.model
    def _taken_places(self, keys):
        """Return treatment, point, side and staying -> the numbers that are taken.

        What one save changes is written first, or a new needle would meet the old row.
        """
        self.flush_model([*WHERE, "place"])
        rows = self.search_fetch(
            [
                ("treatment_id", "in", [key[0] for key in keys if key[0]]),
                ("point_id", "in", [key[1] for key in keys if key[1]]),
            ],
            ["treatment_id", "point_id", "side", "retained", "place"],
        )
        taken = {}
        for row in rows:
            taken.setdefault(self._where(row._here()), []).append(row.place)
        return taken

    @api.model
    def _refuse_twice(self, point, side):
        labels = dict(self._fields["side"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(point)s, %(side)s is needled in this chart already. Change that "
                "needle, or choose another point.",
                point=point.display_name,
                side=labels.get(side, side).lower(),
            )
        )

    @api.model
    def _each_once(self, vals_list):
        """Return these values of needles, each point and side as often as it goes."""
        counts, kept = Counter(), []
        for vals in vals_list:
            point = self.env["acupuncture.point"].browse(vals["point_id"])
            key = (point, vals["side"])
            if counts[key] < point._most_needles():
                counts[key] += 1
                kept.append(vals)
        return kept
