from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .retention_mixin import AHEAD


class NeedleTimeMixin(models.AbstractModel):
    """When this needle went in, and when it was seen to come out.

    Needles go in together, when the time of their chart begins; one that is set later
    went in later. Which one came out is known where needles were tapped out one by one,
    or a whole zone was; a number that says less leaves it open.
    """

    _name = "acupuncture.needle.time.mixin"
    _description = "When a Needle Went In and Out"

    in_at = fields.Datetime(
        string="Went In",
        copy=False,
        help="With the others, when the time began; later where it was set later.",
    )
    out_at = fields.Datetime(string="Came Out", copy=False, readonly=True)
    went_in_at = fields.Datetime(
        string="In Since",
        compute="_compute_went_in_at",
        help="Charts from before know one time for all their needles.",
    )
    minutes_in = fields.Integer(
        compute="_compute_minutes_in",
        help="How long this needle stayed, where both times are known.",
    )

    _times_in_order = models.Constraint(
        "CHECK (in_at IS NULL OR out_at IS NULL OR in_at <= out_at)",
        "A needle cannot come out before it went in.",
    )

    @api.depends("in_at", "treatment_id.needles_in_at", "treatment_id.session_start")
    def _compute_went_in_at(self):
        for needle in self:
            chart = needle.treatment_id
            needle.went_in_at = (
                needle.in_at or chart.needles_in_at or chart.session_start
            )

    @api.depends("in_at", "out_at", "treatment_id.removal_at")
    def _compute_minutes_in(self):
        for needle in self:
            out = needle.out_at or needle.treatment_id.removal_at
            kept = needle.in_at and out and not needle.retained and out - needle.in_at
            needle.minutes_in = max(0, kept.total_seconds() // 60) if kept else 0

    @api.constrains("in_at")
    def _check_in_at(self):
        """A needle went in by now, not before the day of its session."""
        latest = fields.Datetime.now() + AHEAD
        for needle in self.filtered("in_at"):
            told = {
                "treatment": needle.treatment_id.name,
                "point": needle.point_id.code,
            }
            if needle.in_at > latest:
                message = self.env._(
                    "%(treatment)s, %(point)s: this needle would have gone in at a "
                    "time in the future. Correct the time.",
                    **told,
                )
            elif needle._is_before_its_day():
                message = self.env._(
                    "%(treatment)s, %(point)s: this needle would have gone in before "
                    "the day of its session. Correct the time.",
                    **told,
                )
            else:
                continue
            raise ValidationError(message)

    def _is_before_its_day(self):
        """Tell whether it went in before the day for which its session was planned."""
        chart = self.treatment_id
        began = filter(None, (chart.session_start, chart.planned_start))
        days = map(chart.company_id._clinic_date, [self.in_at, *began])
        day, *others = days
        return bool(others) and day < min(others)

    def _come_out(self, at):
        """These needles are out since then; none before it went in."""
        for begun, needles in self.grouped("in_at").items():
            needles._sealed_write({"out_at": max(at, begun) if begun else at})

    @api.model
    def _timed(self, vals_list):
        """Return these values of new needles; while the time runs they go in now."""
        if self._is_prefilling():
            return vals_list
        usual = self.env.context.get("default_treatment_id")
        ids = [vals.get("treatment_id", usual) or False for vals in vals_list]
        charts = self.env["acupuncture.treatment"].browse(filter(None, set(ids)))
        begun = set(charts.filtered("needles_in_at").ids)
        now = fields.Datetime.now()
        return [
            {**vals, "in_at": now} if chart in begun and not vals.get("in_at") else vals
            for chart, vals in zip(ids, vals_list, strict=True)
        ]
