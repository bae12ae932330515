from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import outcome_change
from ..photo.photo import PHASES

FIGURES = (
    "before_median",
    "after_median",
    "change_median",
    "change_lower",
    "change_upper",
)
# Ratings that count, the newest of a phase; each with that before the course. Figures
# of a few clients would name them.
_GROUPS = """
    WITH standing AS (
        SELECT o.*, s.direction, s.is_change
        FROM acupuncture_outcome o
        JOIN acupuncture_outcome_scale s ON s.id = o.scale_id
        WHERE o.course_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM acupuncture_outcome n WHERE n.replaces_id = o.id)
    ), newest AS (
        SELECT DISTINCT ON (course_id, scale_id, concern_id, rater, phase) *
        FROM standing
        ORDER BY course_id, scale_id, concern_id, rater, phase,
            measured_at DESC, id DESC
    ), pairs AS (
        SELECT a.company_id, c.protocol_id, a.concern_id, a.scale_id, a.rater,
            a.phase, a.client_id, b.value AS before, a.value AS after,
            CASE WHEN a.is_change THEN NULL
                WHEN a.direction = 'higher' THEN a.value - b.value
                ELSE b.value - a.value END AS change
        FROM newest a
        JOIN acupuncture_course c ON c.id = a.course_id
        LEFT JOIN newest b ON b.phase = 'baseline'
            AND b.course_id = a.course_id AND b.scale_id = a.scale_id
            AND b.concern_id IS NOT DISTINCT FROM a.concern_id
            AND b.rater = a.rater AND b.measured_at <= a.measured_at
        WHERE a.phase <> 'baseline' AND (a.is_change OR b.id IS NOT NULL)
    ), groups AS (
        SELECT company_id, protocol_id, concern_id, scale_id, rater, phase,
            count(DISTINCT client_id) AS clients,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY before) AS before,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY after) AS after,
            percentile_cont(ARRAY[0.25, 0.5, 0.75])
                WITHIN GROUP (ORDER BY change) AS change
        FROM pairs
        GROUP BY company_id, protocol_id, concern_id, scale_id, rater, phase
    )
    SELECT row_number() OVER (
            ORDER BY g.company_id, protocol_id, concern_id, scale_id, g.rater,
                phase
        ) AS id,
        g.company_id, protocol_id, concern_id, scale_id, g.rater, phase,
        concat_ws(' · ', p.code, k.code, s.code, g.rater, phase) AS label,
        CASE WHEN clients >= %(few)s THEN clients END AS client_count,
        CASE WHEN clients >= %(few)s THEN clients::text
            ELSE %(too_few)s END AS n_text,
        CASE WHEN clients >= %(few)s THEN before END AS before_median,
        CASE WHEN clients >= %(few)s THEN after END AS after_median,
        CASE WHEN clients >= %(few)s THEN change[1] END AS change_lower,
        CASE WHEN clients >= %(few)s THEN change[2] END AS change_median,
        CASE WHEN clients >= %(few)s THEN change[3] END AS change_upper
    FROM groups g
    LEFT JOIN acupuncture_protocol p ON p.id = protocol_id
    LEFT JOIN acupuncture_concern k ON k.id = concern_id
    JOIN acupuncture_outcome_scale s ON s.id = scale_id
"""


class OutcomeReport(models.Model):
    """What courses came to: by protocol, area, scale, rater and phase.

    Of each course the newest rating from before it stands beside the newest of the
    phase. Positive is better, whichever way the scale runs. A scale that rates the
    change itself has neither a before nor a difference: its ratings are what it says.
    A group of fewer than five clients shows no figure: it would say more about them
    than about the treatment.
    """

    _name = "acupuncture.outcome.report"
    _description = "Results of Courses"
    _auto = False
    _order = "protocol_id, concern_id, scale_id, rater, phase"
    _rec_name = "label"
    _depends = {
        "acupuncture.outcome": [
            "company_id",
            "client_id",
            "course_id",
            "scale_id",
            "concern_id",
            "rater",
            "phase",
            "measured_at",
            "value",
            "replaces_id",
        ],
        "acupuncture.course": ["protocol_id"],
        "acupuncture.outcome.scale": ["code", "direction", "is_change"],
    }

    label = fields.Char(readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", readonly=True, ondelete="set null"
    )
    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol", readonly=True, ondelete="set null"
    )
    concern_id = fields.Many2one(
        comodel_name="acupuncture.concern",
        string="Area",
        readonly=True,
        ondelete="set null",
    )
    scale_id = fields.Many2one(
        comodel_name="acupuncture.outcome.scale", readonly=True, ondelete="set null"
    )
    direction = fields.Selection(related="scale_id.direction")
    rater = fields.Selection(
        selection=[
            ("client", "Client"),
            ("practitioner", "Practitioner"),
            ("blinded", "Blinded reader"),
        ],
        string="Rated By",
        readonly=True,
    )
    phase = fields.Selection(selection=PHASES, readonly=True)

    client_count = fields.Integer(
        string="Clients", readonly=True, help="Empty if fewer than five."
    )
    n_text = fields.Char(string="n", readonly=True)
    before_median = fields.Float(
        string="Before (median)", readonly=True, digits=(16, 2), aggregator="max"
    )
    after_median = fields.Float(
        string="After (median)", readonly=True, digits=(16, 2), aggregator="max"
    )
    change_median = fields.Float(
        string="Change (median)",
        readonly=True,
        digits=(16, 2),
        aggregator="max",
        help="Positive is better, whichever way the scale runs.",
    )
    change_lower = fields.Float(
        string="Change (lower quartile)",
        readonly=True,
        digits=(16, 2),
        aggregator="max",
    )
    change_upper = fields.Float(
        string="Change (upper quartile)",
        readonly=True,
        digits=(16, 2),
        aggregator="max",
    )
    before_text = fields.Char(string="Before", compute="_compute_texts")
    after_text = fields.Char(string="After", compute="_compute_texts")
    change_text = fields.Char(
        string="Change",
        compute="_compute_texts",
        help="Positive is better, whichever way the scale runs.",
    )
    spread_text = fields.Char(
        string="Middle Half",
        compute="_compute_texts",
        help="Half of the clients lie between these two values.",
    )

    @api.depends("client_count", *FIGURES)
    def _compute_texts(self):
        number = outcome_change.text
        for row in self:
            shown = bool(row.client_count)
            paired = shown and not row.scale_id.is_change
            row.before_text = number(row.before_median) if paired else ""
            row.after_text = number(row.after_median) if shown else ""
            row.change_text = f"{row.change_median:+g}" if paired else ""
            ends = f"{row.change_lower:+g}", f"{row.change_upper:+g}"
            row.spread_text = (
                self.env._("%(lower)s to %(upper)s", lower=ends[0], upper=ends[1])
                if paired
                else ""
            )

    @property
    def _table_query(self):
        """Return the groups, computed when they are read."""
        return SQL(
            _GROUPS,
            few=outcome_change.FEWEST,
            too_few=f"n < {outcome_change.FEWEST}",
        )

    def _read_group_select(self, aggregate_spec, query):
        """A median of medians is none: figures show where a group is one row."""
        name = aggregate_spec.partition(":")[0]
        if name not in FIGURES:
            return super()._read_group_select(aggregate_spec, query)
        figure = self._field_to_sql(self._table, name, query)
        return SQL("CASE WHEN count(*) = 1 THEN max(%s) END", figure)
