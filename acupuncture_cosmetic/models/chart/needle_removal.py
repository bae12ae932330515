from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..foundation.days import format_day
from ..foundation.guard import guard_table


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
    note = fields.Char(help="Was it whole? How does the skin look?")
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

    _once = models.UniqueIndex(
        "(needle_id)", "This needle is out already. Reload the chart to see when."
    )

    def init(self):
        """Let PostgreSQL refuse what did not stay in."""
        result = super().init()
        guard_table(self, "needle_removal_guard", "INSERT")
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Take out what stays in, once.

        :raises UserError: names the chart, the point and the remedy
        """
        ids = [vals.get("needle_id") or False for vals in vals_list]
        needles = self.env["acupuncture.needle"].browse(filter(None, ids))
        needles._check_may_come_out()
        charts = {needle.id: needle.treatment_id.id for needle in needles}
        return super().create(
            [
                {**vals, "treatment_id": charts.get(needle_id, False)}
                for vals, needle_id in zip(vals_list, ids, strict=True)
            ]
        )

    @api.constrains("removed_on")
    def _check_day(self):
        """It came out after it went in, and that has happened."""
        for removal in self:
            went_in = removal.company_id._clinic_date(removal.needle_id.went_in_at)
            if not went_in <= removal.removed_on <= removal.company_id._clinic_today():
                raise ValidationError(
                    self.env._(
                        "%(treatment)s, %(point)s: it went in on %(went_in)s, so it "
                        "came out on that day or later, and not after today. Correct "
                        "the day.",
                        treatment=removal.treatment_id.name,
                        point=removal.needle_id.point_id.code,
                        went_in=format_day(self.env, went_in),
                    )
                )
