from odoo import api, fields, models

from ..guard import guard_chart_table


class NeedleRemoval(models.Model):
    """That a needle which stayed in is out; append-only, beside the signed record."""

    _name = "acupuncture.needle.removal"
    _description = "Needle Taken Out"
    _inherit = [
        "acupuncture.chart.row.mixin",
        "acupuncture.append.only.mixin",
        "acupuncture.sealed.mixin",
    ]
    _order = "id"
    _rec_name = "id"
    _log_access = False  # a logged write would be an update
    _sealed_fields = frozenset({"at", "user_id"})

    needle_id = fields.Many2one(
        comodel_name="acupuncture.needle",
        ondelete="restrict",
        required=True,
    )
    removed_on = fields.Date(required=True)
    removed_by = fields.Selection(
        selection=[
            ("practitioner", "Practitioner"),
            ("client", "Client, at home"),
            ("fell_out", "Fell out"),
        ],
        required=True,
        default="practitioner",
    )
    note = fields.Char(help="Was it whole? How does the place look?")
    at = fields.Datetime(
        string="Recorded", required=True, default=lambda self: fields.Datetime.now()
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded By",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.uid,
    )

    _once = models.UniqueIndex("(needle_id)", "This needle is out already.")

    def init(self):
        """Let PostgreSQL refuse what did not stay in."""
        result = super().init()
        guard_chart_table(self, "acupuncture_needle_removal_guard", "INSERT")
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Take out what stays in, once, on a day that can be.

        :raises UserError: names the chart, the point and the remedy
        """
        needles = self.env["acupuncture.needle"]
        rows = []
        for vals in vals_list:
            needle = needles.browse(vals.get("needle_id") or False)
            if needle:
                needle._check_taken_out(vals.get("removed_on"))
            rows.append({**vals, "treatment_id": needle.treatment_id.id})
        return super().create(rows)
