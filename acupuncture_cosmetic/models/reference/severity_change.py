from odoo import fields, models


class SeverityChange(models.Model):
    """Append-only history of severities: who changed which, when and why."""

    _name = "acupuncture.severity.change"
    _description = "Change of Severity"
    _inherit = ["acupuncture.append.only.mixin", "acupuncture.sealed.mixin"]
    _order = "id desc"
    _rec_name = "reason"
    _log_access = False  # a logged write would be an update

    _sealed_fields = frozenset(
        {"item_id", "at", "user_id", "from_severity", "to_severity", "reason"}
    )

    item_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Screening Item",
        ondelete="restrict",
        required=True,
        index=True,
    )
    at = fields.Datetime(string="When", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Who", ondelete="restrict", required=True
    )
    from_severity = fields.Selection(
        selection="_severities", string="From", required=True
    )
    to_severity = fields.Selection(selection="_severities", string="To", required=True)
    reason = fields.Char(string="Why", required=True)

    def _severities(self):
        return self.env["acupuncture.contraindication"]._fields["severity"].selection
