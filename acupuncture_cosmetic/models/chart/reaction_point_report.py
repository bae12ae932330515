from odoo import fields, models
from odoo.tools import SQL

from .reaction import BRUISES
from .reaction_rate_mixin import TREATED


class ReactionPointReport(models.Model):
    """Reactions per point: one row per treatment and point.

    A reaction counts where a point is named in it; one without a point is in the rate
    per practitioner alone.
    """

    _name = "acupuncture.reaction.point.report"
    _description = "Rate of Reactions per Point"
    _inherit = ["acupuncture.reaction.rate.mixin"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "point_id"
    _depends = {
        "acupuncture.treatment": ["company_id", "practitioner_id", "session_id"],
        "acupuncture.session": ["began_at", "state"],
        "acupuncture.needle": ["treatment_id", "point_id"],
        "acupuncture.point": ["zone"],
        "acupuncture.reaction": ["treatment_id", "kind", "severity", "point_id"],
    }

    point_id = fields.Many2one(
        comodel_name="acupuncture.point", ondelete="restrict", readonly=True
    )
    zone = fields.Selection(
        selection=lambda self: self.env["acupuncture.point"]._fields["zone"].selection,
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT
                COALESCE(told.needle_id, told.reaction_id) AS id,
                treatment.id AS treatment_id, point.id AS point_id, point.zone,
                treatment.company_id, treatment.practitioner_id,
                session.began_at AS date, 1 AS treatments, told.needles,
                told.reactions, told.bruises, told.serious,
                100.0 * told.reactions AS per_treatments,
                1000.0 * told.reactions / NULLIF(told.needles, 0) AS per_needles
            FROM acupuncture_treatment treatment
            JOIN acupuncture_session session ON session.id = treatment.session_id
            CROSS JOIN LATERAL (
                SELECT point_id, MIN(id) FILTER (WHERE needle) * 2 AS needle_id,
                    MIN(id) FILTER (WHERE NOT needle) * 2 + 1 AS reaction_id,
                    COUNT(*) FILTER (WHERE needle) AS needles,
                    COUNT(*) FILTER (WHERE NOT needle) AS reactions,
                    COUNT(*) FILTER (WHERE kind IN %(bruises)s) AS bruises,
                    COUNT(*) FILTER (WHERE severity = 'serious') AS serious
                FROM (
                    SELECT id, point_id, TRUE AS needle, NULL AS kind, NULL AS severity
                    FROM acupuncture_needle WHERE treatment_id = treatment.id
                    UNION ALL
                    SELECT id, point_id, FALSE, kind, severity
                    FROM acupuncture_reaction
                    WHERE treatment_id = treatment.id AND point_id IS NOT NULL
                ) AS told
                GROUP BY point_id
            ) AS told
            JOIN acupuncture_point point ON point.id = told.point_id
            WHERE %(treated)s
        """,
            bruises=BRUISES,
            treated=TREATED,
        )
