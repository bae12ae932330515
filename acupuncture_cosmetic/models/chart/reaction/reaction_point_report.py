from odoo import fields, models
from odoo.tools import SQL

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
                COALESCE(needle.id, reaction.id) AS id, treatment.id AS treatment_id,
                point.id AS point_id, point.zone, treatment.company_id,
                treatment.practitioner_id, session.began_at AS date, 1 AS treatments,
                COALESCE(needle.needles, 0) AS needles,
                COALESCE(reaction.reactions, 0) AS reactions,
                COALESCE(reaction.bruises, 0) AS bruises,
                COALESCE(reaction.serious, 0) AS serious,
                100.0 * COALESCE(reaction.reactions, 0) AS per_treatments,
                1000.0 * COALESCE(reaction.reactions, 0) / needle.needles AS per_needles
            FROM (
                SELECT MIN(id) * 2 AS id, treatment_id, point_id, COUNT(*) AS needles
                FROM acupuncture_needle GROUP BY treatment_id, point_id
            ) AS needle
            FULL JOIN (
                SELECT MIN(id) * 2 + 1 AS id, treatment_id, point_id,
                    COUNT(*) AS reactions,
                    COUNT(*) FILTER (WHERE kind IN ('bruise', 'haematoma')) AS bruises,
                    COUNT(*) FILTER (WHERE severity = 'serious') AS serious
                FROM acupuncture_reaction WHERE point_id IS NOT NULL
                GROUP BY treatment_id, point_id
            ) AS reaction USING (treatment_id, point_id)
            JOIN acupuncture_treatment treatment ON treatment.id = treatment_id
            JOIN acupuncture_session session ON session.id = treatment.session_id
            JOIN acupuncture_point point ON point.id = point_id
            WHERE %s
        """,
            TREATED,
        )
