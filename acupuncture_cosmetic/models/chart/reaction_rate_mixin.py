from odoo import fields, models
from odoo.tools import SQL

RATES = {
    # measure: (counted, per how many, of what)
    "per_treatments": ("reactions", 100, "treatments"),
    "per_needles": ("reactions", 1000, "needles"),
}
# A start that was undone leaves a record, filled in though nobody was needled.
TREATED = SQL("""(
    session.state IN ('in_treatment', 'done') OR EXISTS (
        SELECT 1 FROM acupuncture_reaction seen WHERE seen.treatment_id = treatment.id)
)""")


class ReactionRateMixin(models.AbstractModel):
    """Counts beside the rates that they make.

    A rate of many rows is the quotient of their sums, never a mean of their rates.
    """

    _name = "acupuncture.reaction.rate.mixin"
    _description = "Rates of Reactions"

    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="restrict", readonly=True
    )
    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment", ondelete="restrict", readonly=True
    )
    practitioner_id = fields.Many2one(
        comodel_name="resource.resource", ondelete="restrict", readonly=True
    )
    date = fields.Datetime(string="Session", readonly=True)
    treatments = fields.Integer(string="n Treatments", readonly=True)
    needles = fields.Integer(string="n Needles", readonly=True)
    reactions = fields.Integer(readonly=True)
    bruises = fields.Integer(string="of Which Bruises", readonly=True)
    serious = fields.Integer(string="of Which Serious", readonly=True)
    per_treatments = fields.Float(
        string="Reactions per 100 Treatments",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
    )
    per_needles = fields.Float(
        string="Reactions per 1,000 Needles",
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
    )

    def _compute_display_name(self):
        for row in self:
            row.display_name = row.treatment_id.name

    def _read_group_select(self, aggregate_spec, query):
        name, _separator, function = aggregate_spec.partition(":")
        if name not in RATES or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        counted, per, of_what = RATES[name]
        table = self._table
        return SQL(
            "%(per)s * SUM(%(counted)s)::float / NULLIF(SUM(%(of_what)s), 0)",
            per=per,
            counted=self._field_to_sql(table, counted, query),
            of_what=self._field_to_sql(table, of_what, query),
        )
