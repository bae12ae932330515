from odoo import api, models

from ...engine import outcome_change
from ..foundation.days import format_day

RATERS = ("practitioner", "client", "blinded")


class Outcome(models.Model):
    """Ratings over time: one chart for each version of a scale and each area."""

    _inherit = "acupuncture.outcome"

    @api.model
    def _trend(self, domain):
        """Return the charts of the ratings that count, each with its lines and words.

        Different scales, and different versions of a scale, are never put together.
        """
        outcomes = self._standing(domain).sorted(lambda o: (o.measured_at, o.id))
        kinds = outcomes.grouped(lambda o: (o.scale_id, o.concern_id))
        order = sorted(
            kinds, key=lambda kind: (kind[0].sequence, kind[0].id, kind[1].sequence)
        )
        return [self._chart(*kind, kinds[kind]) for kind in order]

    @api.model
    def _chart(self, scale, concern, outcomes):
        directions = scale._fields["direction"]._description_selection(self.env)
        labels = dict(self._fields["rater"]._description_selection(self.env))
        by_rater = outcomes.grouped("rater")
        return {
            "key": f"{scale.id}-{concern.id or 0}",
            "title": scale._title(),
            "area": concern.name or "",
            "direction": dict(directions)[scale.direction],
            "rises": scale.direction == "higher",
            "minimum": scale.minimum,
            "maximum": scale.maximum,
            "levels": [[level.value, level.name] for level in scale.level_ids],
            "series": [
                {
                    "rater": rater,
                    "label": labels[rater],
                    "points": [outcome._point() for outcome in by_rater[rater]],
                    "words": by_rater[rater]._change_words(),
                }
                for rater in RATERS
                if rater in by_rater
            ],
        }

    def _point(self):
        phases = dict(self._fields["phase"]._description_selection(self.env))
        company = self.company_id
        return {
            "id": self.id,
            "at": self.measured_at.isoformat(),
            "day": format_day(self.env, company._clinic_date(self.measured_at)),
            "value": self.value,
            "text": self.value_text,
            "phase": self.phase,
            "phase_text": phases[self.phase],
        }

    def _first_and_last(self):
        """Return the rating to compare with and the newest one; none when alone.

        Ratings of one scale, one area and one rater. The newest from before the
        course counts as the first.
        """
        ordered = self.sorted(lambda o: (o.measured_at, o.id))
        before = ordered.filtered(lambda o: o.phase == "baseline")
        first = before[-1:] or ordered[:1]
        later = ordered.filtered(
            lambda o: o.phase != "baseline" and o.measured_at >= first.measured_at
        )
        return first, (later - first)[-1:]

    def _change_words(self):
        """Return in one honest sentence what these ratings say."""
        scale = self.scale_id
        if scale.is_change:
            newest = self.sorted(lambda o: (o.measured_at, o.id))[-1:]
            return self.env._(
                "Compared with before: %(value)s", value=newest.value_text
            )
        first, last = self._first_and_last()
        if not last:
            return self.env._(
                "Only one rating so far, so there is nothing to compare it with yet."
            )
        gain = outcome_change.improvement(scale.direction, first.value, last.value)
        sentence = self._verdict_words()[outcome_change.verdict(gain, scale.step)]
        return self.env._(
            "%(before)s, now %(after)s: %(verdict)s",
            before=first.value_text,
            after=last.value_text,
            verdict=sentence,
        )

    @api.model
    def _verdict_words(self):
        step = self.env._("one step; two looks at the same face may differ by as much.")
        return {
            "better": self.env._("better."),
            "little_better": self.env._("better by %(step)s", step=step),
            "same": self.env._("no change."),
            "little_worse": self.env._("worse by %(step)s", step=step),
            "worse": self.env._("worse."),
        }

    @api.model
    def _scores(self, domain):
        """Return one row for each scale, area and rater: before and now, in words."""
        return [
            {
                "scale": chart["title"],
                "area": chart["area"],
                "rater": series["label"],
                "by_client": series["rater"] == "client",
                "direction": chart["direction"],
                "before": next(
                    (p["text"] for p in reversed(series["points"]) if self._is_base(p)),
                    "",
                ),
                "now": next(
                    (
                        p["text"]
                        for p in reversed(series["points"])
                        if not self._is_base(p)
                    ),
                    "",
                ),
                "words": series["words"],
            }
            for chart in self._trend(domain)
            for series in chart["series"]
        ]

    @api.model
    def _is_base(self, point):
        return point["phase"] == "baseline"
