from odoo import api, fields, models
from odoo.exceptions import UserError

from ..foundation.guard import guard_table


class Addendum(models.Model):
    """What is added to a signed treatment record; append-only."""

    _name = "acupuncture.addendum"
    _description = "Addendum"
    _inherit = [
        "acupuncture.chart.row.mixin",
        "acupuncture.append.only.mixin",
        "acupuncture.sealed.mixin",
    ]
    _order = "id"
    _rec_name = "id"
    _log_access = False  # a logged write would be an update
    _sealed_fields = frozenset({"at", "user_id"})

    at = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now()
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.uid,
    )
    text = fields.Text(required=True)

    def init(self):
        """Let PostgreSQL refuse what is added to an open record."""
        result = super().init()
        guard_table(self, "addendum_guard", "INSERT")
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Add to signed records alone, with something to say.

        :raises UserError: the record is open, or the text is empty
        """
        if not all((vals.get("text") or "").strip() for vals in vals_list):
            raise UserError(self.env._("An addendum needs a text."))
        usual = self.env.context.get("default_treatment_id")
        treatments = self.env["acupuncture.treatment"].browse(
            {vals.get("treatment_id", usual) for vals in vals_list} - {None, False}
        )
        for treatment in treatments.filtered("is_open"):
            raise UserError(
                self.env._(
                    "%(treatment)s is not signed yet: write in the chart itself.",
                    treatment=treatment.name,
                )
            )
        return super().create(vals_list)
