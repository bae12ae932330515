from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine import clinic_clock
from ...models.foundation.windows import window

# Whatever is typed, no clock counts beyond these.
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)


class LotTrace(models.TransientModel):
    """Asks from when to when, and finds everybody treated with some lots."""

    _name = "acupuncture.lot.trace"
    _description = "Trace of Lots"
    _inherit = ["acupuncture.dialog.mixin"]

    lot_ids = fields.Many2many(comodel_name="acupuncture.supply.lot", required=True)
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")
    treatment_count = fields.Integer(string="Treatments", compute="_compute_counts")
    client_count = fields.Integer(string="Clients", compute="_compute_counts")

    @api.depends("lot_ids", "date_from", "date_to")
    def _compute_counts(self):
        for trace in self:
            [(treatments, clients)] = self.env["acupuncture.lot.use"]._read_group(
                trace._domain(),
                [],
                ["treatment_id:count_distinct", "client_id:count_distinct"],
            )
            trace.treatment_count, trace.client_count = treatments, clients

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for trace in self:
            first, last = trace.date_from, trace.date_to
            if first and last and last < first:
                raise UserError(self.env._("The period ends before it begins."))

    def action_show(self):
        """List who was treated, to be filtered, exported or opened."""
        self.ensure_one()
        return window(
            self.env, "lot_use_action", domain=list(self._domain()), target="main"
        )

    def action_print(self):
        """Print who was treated, with how to reach them.

        :raises UserError: nobody was
        """
        self.ensure_one()
        uses = self.env["acupuncture.lot.use"].search(self._domain())
        if not uses:
            raise UserError(
                self.env._(
                    "Nobody was treated with this in that time. Change the dates."
                )
            )
        report = self.env.ref("acupuncture_cosmetic.report_lot_trace")
        return report.report_action(uses, config=False)

    def _domain(self):
        """Return the uses between two days, as the clinic's clock has them."""
        zone = self.env.company._clinic_tz().zone
        first_day = self.date_from and max(self.date_from, EARLIEST)
        last_day = self.date_to and min(self.date_to, LATEST)
        domain = Domain("lot_id", "in", self.lot_ids.ids)
        if first_day:
            first = clinic_clock.at_hour(first_day, 0, zone)
            domain &= Domain("used_at", ">=", first)
        if last_day:
            after = fields.Date.add(last_day, days=1)
            last = clinic_clock.at_hour(after, 0, zone)
            domain &= Domain("used_at", "<", last)
        return domain
