from odoo import api, fields, models

from ...engine import first_needles, point_names
from ..foundation.days import format_day

LIMB = ("limb", "limb_asked")


class ChartStripMixin(models.AbstractModel):
    """What review and gate decided, and why, where the needles are set.

    One quiet strip above the face, and the points that are not needled today, on the
    face and in words.
    """

    _name = "acupuncture.chart.strip.mixin"
    _description = "Shown Above the Face"

    strip_html = fields.Html(
        string="Decided Before",
        compute="_compute_decided",
        sanitize=False,
        help="What the review and the checklist decided for this visit.",
    )

    closed_note = fields.Text(
        string="Do Not Needle",
        compute="_compute_decided",
        help="Points that screening rules out for this client on the day.",
    )
    closed_data = fields.Json(
        compute="_compute_decided",
        export_string_translation=False,
        help="Technical: point id and why it is not needled, for the face chart.",
    )

    @api.depends(
        "needle_ids.point_id", "needle_ids.stimulation", "plan_id", "spared_data"
    )
    def _compute_decided(self):
        told = self._overridden(self.session_id)
        standings = self._screening_standings(self.session_id, told)
        found = any(effects for _known, effects, _closed in standings.values())
        items = self.env["acupuncture.plan.point"]._item_names() if found else {}
        plans = self.env["acupuncture.plan"]
        for treatment in self:
            rows = [
                *treatment.needle_ids,
                *(treatment.plan_id.point_ids or treatment.protocol_id.point_ids),
            ]
            standing = standings.get(treatment.session_id)
            closed = {
                row.point_id.code: plans._closed_point_words(verdict, items)
                for row, verdict in zip(
                    rows,
                    self._judged(
                        ((row.point_id, row.stimulation, row.side) for row in rows),
                        standing,
                    ),
                    strict=True,
                )
                if verdict.state == "closed" or verdict.reason in LIMB
            }
            known = treatment.is_open and told.get(treatment.session_id)
            treatment.closed_data = known and {
                **plans._closed_points(standing),
                **self._eye_points_kept_free(standing[1], items),
                **self._points_left_out(known),
            }
            treatment.strip_html = known and treatment._strip(known, standing[1])
            treatment.closed_note = treatment.is_open and "\n".join(
                f"{code}: {words}" for code, words in closed.items()
            )

    def _points_left_out(self, told):
        """Return point id -> why nothing is set there, for the face chart."""
        areas = told.areas
        if not areas:
            return {}
        points = self.env["acupuncture.point"].search([])  # pylint: disable=no-search-all
        found = {point: self._area_out(point, areas) for point in points}
        return {
            str(point.id): self.env._("Left out: %(reason)s", reason=areas[area].reason)
            for point, area in found.items()
            if area
        }

    @api.model
    def _eye_points_kept_free(self, effects, items):
        """Return point id -> why none goes in at the eye, for the face chart.

        :param items: code -> name of the screening items
        """
        causes = sorted(first_needles.EYE_CODES & effects.keys())
        if not causes:
            return {}
        points = self.env["acupuncture.point"].search(
            [("needling_ids.kind", "=", "periorbital")]
        )
        why = self.env._(
            "No needles at the eye: %(causes)s",
            causes=", ".join(items.get(code, code) for code in causes),
        )
        return dict.fromkeys(map(str, points.ids), why)

    def _strip(self, told, effects):
        """Return the strip, or False when there is nothing to tell.

        :param effects: finding -> effect, of what holds on the day
        """
        self.ensure_one()
        lines = [
            *self._strip_overrides(told),
            *self._strip_out(),
            *self._strip_first(),
            *self._strip_findings(effects),
        ]
        if not lines:
            return False
        return self.env["ir.qweb"]._render(
            "acupuncture_cosmetic.chart_strip", {"lines": lines}
        )

    def _strip_overrides(self, told):
        """Return (label, words) of what was overridden or left out, with the reason."""
        areas = dict(
            told.overrides._fields["area_left_out"]._description_selection(self.env)
        )
        names = self.env["acupuncture.technique"]._names()
        lines = []
        for row in told.overrides:
            who = {"user": row.user_id.name, "reason": row.reason}
            if row.kind == "left_out":
                what = ", ".join(names.get(code, code) for code in row.codes or ())
                label = self.env._("Left out: %(what)s", what=what)
            elif row.area_left_out:
                what = areas[row.area_left_out]
                label = self.env._("Overridden, left out: %(what)s", what=what)
            else:
                label = self.env._("Overridden")
            lines.append((label, self.env._("%(reason)s (%(user)s)", **who)))
        return lines

    def _strip_out(self):
        """Return which planned points were not set by themselves, and why."""
        labels = {
            "area": self.env._("the area is left out"),
            "eyes": self.env._("around the eye, see below"),
            "danger": self.env._("not how this point may be needled"),
            "needling": self.env._("needling is left out"),
        }
        spared = self.spared_data or {}
        points = self.env["acupuncture.point"]
        by_reason = {}
        for point, why in spared.get("out", ()):
            by_reason[why] = by_reason.get(why, points) | points.browse(point)
        return [
            (
                self.env._("Not placed automatically"),
                self.env._(
                    "%(points)s: %(why)s",
                    points=self._spoken(found),
                    why=labels[why],
                ),
            )
            for why, found in by_reason.items()
        ]

    def _strip_first(self):
        """Return first visit and fear of needles, with what waits for them."""
        labels = {
            "first": self.env._("First visit"),
            "nervous": self.env._("A little nervous about needles"),
            "afraid": self.env._("Afraid of needles"),
            "advised": self.env._("Fewer needles advised"),
        }
        spared = self.spared_data or {}
        why = spared.get("why", ())
        if not why:
            return []
        waiting = spared.get("needles", ())
        words = (
            self.env._(
                "%(count)s of %(planned)s needles to begin with; waiting: %(points)s.",
                count=spared["planned"] - len(waiting),
                planned=spared["planned"],
                points=self._spoken(
                    self.env["acupuncture.point"].browse(
                        dict.fromkeys(vals["point_id"] for vals in waiting)
                    )
                ),
            )
            if waiting
            else ""
        )
        return [(", ".join(labels[each] for each in why), words)]

    def _strip_findings(self, effects):
        """Return the decided findings that hold today, with their notes."""
        if not effects:
            return []
        every = self.env["acupuncture.finding"]
        client = self.client_id._origin
        decided = every._decided_for(client, self.company_id).get(client, every)
        decisions = dict(every._fields["decision"]._description_selection(self.env))
        return [
            (
                finding.item_id.name,
                self.env._(
                    "%(decision)s by %(user)s on %(day)s: %(note)s",
                    decision=decisions[finding.decision],
                    user=finding.decided_by_id.name,
                    day=format_day(
                        self.env, finding.company_id._clinic_date(finding.decided_at)
                    ),
                    note=finding.decision_note or finding.guidance or "–",
                ),
            )
            for finding in decided
            if finding.item_id.code in effects and finding.decided_at
        ]

    def _spoken(self, points):
        """Return the codes of points as they are spoken."""
        return ", ".join(point_names.spoken_code(point.code) for point in points)
