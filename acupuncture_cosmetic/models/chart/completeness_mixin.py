from odoo import api, fields, models

from ...engine import chart_completeness


class CompletenessMixin(models.AbstractModel):
    """What the record still lacks. It warns; only the laws hold a signature."""

    _name = "acupuncture.completeness.mixin"
    _description = "What a Record Lacks"

    completeness = fields.Integer(compute="_compute_completeness")
    missing_text = fields.Char(string="Still Missing", compute="_compute_completeness")

    @api.depends(
        "needle_ids.depth_mm",
        "needle_ids.gauge_mm",
        "needle_ids.length_mm",
        "needle_ids.stimulation",
        "needle_ids.response",
        "needle_ids.lot_id",
        "retention_odd",
        "retention_reason",
        "retention_note",
        "protocol_id.style",
        "subjective",
        "objective",
        "assessment",
        "next_plan",
        "tongue_ids",
        "tongue_body",
        "tongue",
        "pulse_ids",
        "pulse_quality",
        "pulse",
        "tolerance",
        "aftercare_given",
        "count_ids.counted_out",
        "incident_ids.state",
    )
    def _compute_completeness(self):
        labels = self._missing_labels()
        for treatment in self:
            chart = treatment._checked_facts()
            treatment.completeness = chart_completeness.percent(chart)
            treatment.missing_text = ", ".join(
                labels[code] for code in chart_completeness.missing(chart)
            )

    def _checked_facts(self):
        self.ensure_one()
        needles = self.needle_ids
        return chart_completeness.Chart(
            needles=tuple(
                chart_completeness.Needle(
                    depth=bool(needle.depth_mm),
                    size=bool(needle.gauge_mm and needle.length_mm),
                    stimulation=bool(needle.stimulation),
                    response=bool(needle.response),
                )
                for needle in needles
            ),
            timed=self._is_timed(),
            as_planned=not self.retention_odd or self._is_odd_told(),
            style=bool(self.protocol_id.style),
            lots=all(needle.lot_id for needle in needles),
            subjective=bool(self.subjective),
            objective=bool(self.objective),
            assessment=bool(self.assessment),
            next_plan=bool(self.next_plan),
            tongue=bool(self.tongue_ids or self.tongue_body or self.tongue),
            pulse=bool(self.pulse_ids or self.pulse_quality or self.pulse),
            tolerance=bool(self.tolerance),
            aftercare=self.aftercare_given,
            counted=self.count_settled,
        )

    @api.model
    def _missing_labels(self):
        return {
            "1a_style": self.env._("style (1a)"),
            "2a_needles": self.env._("needles (2a)"),
            "2c_depth": self.env._("depth (2c)"),
            "2d_response": self.env._("response sought (2d)"),
            "2e_stimulation": self.env._("stimulation (2e)"),
            "2f_retention": self.env._("minutes retained (2f)"),
            "2f_reason": self.env._("why the minutes are not as planned (2f)"),
            "2g_size": self.env._("needle size (2g)"),
            "2g_lots": self.env._("needle lot (2g)"),
            "subjective": self.env._("what the client says"),
            "objective": self.env._("what is seen"),
            "assessment": self.env._("assessment"),
            "next_plan": self.env._("next time"),
            "tongue": self.env._("tongue"),
            "pulse": self.env._("pulse"),
            "tolerance": self.env._("tolerance"),
            "aftercare": self.env._("aftercare"),
            "counted": self.env._("count out"),
        }
