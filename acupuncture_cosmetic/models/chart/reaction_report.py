from odoo import fields, models
from odoo.tools import SQL

from .reaction import BRUISES
from .reaction_rate_mixin import TREATED


class ReactionReport(models.Model):
    """Reactions per practitioner and protocol: one row per treatment."""

    _name = "acupuncture.reaction.report"
    _description = "Rate of Reactions"
    _inherit = ["acupuncture.reaction.rate.mixin"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "treatment_id"
    _depends = {
        "acupuncture.treatment": [
            "company_id",
            "practitioner_id",
            "protocol_id",
            "session_id",
        ],
        "acupuncture.session": ["began_at", "state"],
        "acupuncture.needle": ["treatment_id"],
        "acupuncture.reaction": ["treatment_id", "kind", "severity"],
    }

    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol", ondelete="restrict", readonly=True
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT
                treatment.id, treatment.id AS treatment_id, treatment.company_id,
                treatment.practitioner_id, treatment.protocol_id,
                session.began_at AS date, 1 AS treatments,
                COALESCE(needle.needles, 0) AS needles,
                COALESCE(reaction.reactions, 0) AS reactions,
                COALESCE(reaction.bruises, 0) AS bruises,
                COALESCE(reaction.serious, 0) AS serious,
                100.0 * COALESCE(reaction.reactions, 0) AS per_treatments,
                1000.0 * COALESCE(reaction.reactions, 0) / needle.needles AS per_needles
            FROM acupuncture_treatment treatment
            JOIN acupuncture_session session ON session.id = treatment.session_id
            CROSS JOIN LATERAL (
                SELECT NULLIF(COUNT(*), 0) AS needles
                FROM acupuncture_needle WHERE treatment_id = treatment.id
            ) AS needle
            CROSS JOIN LATERAL (
                SELECT COUNT(*) AS reactions,
                    COUNT(*) FILTER (WHERE kind IN %(bruises)s) AS bruises,
                    COUNT(*) FILTER (WHERE severity = 'serious') AS serious
                FROM acupuncture_reaction WHERE treatment_id = treatment.id
            ) AS reaction
            WHERE %(treated)s
        """,
            bruises=BRUISES,
            treated=TREATED,
        )
