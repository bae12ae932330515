from collections import Counter

from odoo import api, fields, models

from ...engine import first_needles


class Treatment(models.Model):
    """A first visit, and one of somebody nervous, begins with fewer needles."""

    _inherit = "acupuncture.treatment"

    spared_data = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: planned needles that wait, points not proposed, and why.",
    )
    spared_count = fields.Integer(
        compute="_compute_spared_count", export_string_translation=False
    )

    @api.depends("spared_data")
    def _compute_spared_count(self):
        for treatment in self:
            treatment.spared_count = len(
                (treatment.spared_data or {}).get("needles", ())
            )

    def action_use_all(self):
        """Set the needles too that were to wait."""
        self.ensure_one()
        self._refuse_to_touch()
        spared = self.spared_data or {}
        there = Counter((row.point_id.id, row.side) for row in self.needle_ids)
        waiting = [
            vals
            for vals in spared.get("needles", ())
            if not there[vals["point_id"], vals["side"]]
        ]
        command = fields.Command
        self.write({"needle_ids": [command.create(vals) for vals in waiting]})
        self._sealed_write({"spared_data": {**spared, "needles": []}})

    @api.model
    def _proposed(self, vals_list, told, effects):
        """Return which of these needles a record begins with, and what is spared.

        :param vals_list: create values of the planned needles that screening leaves
        :param effects: finding -> effect, of what holds on the day
        """
        kept, out = [], []
        for vals in vals_list:
            why = self._why_out(vals, told, effects)
            if why:
                out.append([vals["point_id"], why])
            else:
                kept.append(vals)
        why = first_needles.reasons(told.first, told.comfort, effects)
        waiting = set(first_needles.spared(self._as_planned(kept))) if why else set()
        spared = {
            "why": why,
            "planned": len(kept),
            "needles": [vals for vals in kept if vals["point_id"] in waiting],
            "out": [list(each) for each in dict.fromkeys(map(tuple, out))],
        }
        return [vals for vals in kept if vals["point_id"] not in waiting], spared

    @api.model
    def _as_planned(self, vals_list):
        """Return the planned points for the engine, each once, in their order."""
        counts = Counter(vals["point_id"] for vals in vals_list)
        points = self.env["acupuncture.point"].browse(counts)
        return [
            first_needles.Planned(
                point.id,
                counts[point.id],
                "periorbital" in point.needling_ids.mapped("kind"),
            )
            for point in points
        ]
