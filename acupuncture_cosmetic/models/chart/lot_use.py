from odoo import api, fields, models
from odoo.tools import SQL


class LotUse(models.Model):
    """Who was treated with which lot: one row per chart and lot, of all charts."""

    _name = "acupuncture.lot.use"
    _description = "Use of a Lot"
    _auto = False
    _order = "used_at desc, id desc"
    _rec_name = "treatment_id"
    _depends = {
        "acupuncture.needle": ["treatment_id", "lot_id", "in_at"],
        "acupuncture.treatment.supply": ["treatment_id", "lot_id"],
        "acupuncture.treatment": [
            "session_id",
            "client_id",
            "company_id",
            "practitioner_id",
            "state",
        ],
        "acupuncture.session": ["began_at"],
        "acupuncture.supply.lot": ["supply_id"],
    }

    lot_id = fields.Many2one(
        comodel_name="acupuncture.supply.lot", ondelete="restrict", readonly=True
    )
    supply_id = fields.Many2one(
        comodel_name="acupuncture.supply", ondelete="restrict", readonly=True
    )
    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment", ondelete="restrict", readonly=True
    )
    session_id = fields.Many2one(
        comodel_name="acupuncture.session", ondelete="restrict", readonly=True
    )
    client_id = fields.Many2one(
        comodel_name="res.partner", ondelete="restrict", readonly=True
    )
    phone = fields.Char(related="client_id.phone")
    email = fields.Char(related="client_id.email")
    practitioner_id = fields.Many2one(
        comodel_name="resource.resource", ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="restrict", readonly=True
    )
    used_at = fields.Datetime(string="Used On", readonly=True)
    quantity = fields.Integer(
        readonly=True, help="Number of needles, or of times a product was applied."
    )

    @api.depends("treatment_id")
    def _compute_display_name(self):
        for use in self:
            use.display_name = use.treatment_id.name

    def action_view_treatment(self):
        """Open the chart."""
        self.ensure_one()
        return self.treatment_id.get_formview_action()

    @property
    def _table_query(self):
        return SQL("""
            SELECT
                used.id, used.quantity, used.lot_id, lot.supply_id, used.treatment_id,
                treatment.session_id, treatment.client_id, treatment.company_id,
                treatment.practitioner_id,
                COALESCE(used.went_in, session.began_at) AS used_at
            FROM (
                SELECT MIN(id) * 2 AS id, lot_id, treatment_id, COUNT(*) AS quantity,
                    MIN(in_at) AS went_in
                FROM acupuncture_needle
                WHERE lot_id IS NOT NULL GROUP BY lot_id, treatment_id
                UNION ALL
                SELECT MIN(id) * 2 + 1, lot_id, treatment_id, COUNT(*), NULL
                FROM acupuncture_treatment_supply
                WHERE lot_id IS NOT NULL GROUP BY lot_id, treatment_id
            ) AS used
            JOIN acupuncture_supply_lot lot ON lot.id = used.lot_id
            JOIN acupuncture_treatment treatment ON treatment.id = used.treatment_id
            JOIN acupuncture_session session ON session.id = treatment.session_id
        """)
