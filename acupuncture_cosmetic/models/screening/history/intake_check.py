from odoo import fields, models

from ..guard import guard_screening_table


class IntakeCheck(models.Model):
    """Before a visit the client confirmed that nothing has changed. Append-only."""

    _name = "acupuncture.intake.check"
    _description = "Health History Confirmed Unchanged"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "id desc"
    _rec_name = "intake_id"
    _check_company_auto = True
    _log_access = False  # a logged write would be an update
    _sealed_files = "TRUE"

    _sealed_fields = frozenset(
        {"intake_id", "company_id", "at", "user_id", "source", "session_id"}
    )

    intake_id = fields.Many2one(
        comodel_name="acupuncture.intake",
        string="Health History",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="restrict", required=True, index=True
    )
    at = fields.Datetime(string="When", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Taken By", ondelete="restrict", required=True
    )
    source = fields.Selection(
        selection=lambda self: (
            self.env["acupuncture.intake"]._fields["source"].selection
        ),
        required=True,
    )
    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )

    def init(self):
        """Refuse everything but inserts."""
        guard_screening_table(self, "acupuncture_fact_guard", "UPDATE OR DELETE")
