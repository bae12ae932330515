from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.chart.needle_search_mixin import PLACES


class NeedleSearch(models.TransientModel):
    """Where to look for a needle that was not counted out, step by step."""

    _name = "acupuncture.needle.search"
    _description = "Search for a Needle"
    _inherit = ["acupuncture.dialog.mixin", "acupuncture.needle.search.mixin"]

    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment", required=True, ondelete="cascade"
    )
    zone = fields.Selection(
        selection=lambda self: self.env["acupuncture.needle"]._fields["zone"].selection,
        required=True,
        readonly=True,
    )
    needles_in = fields.Integer(string="In", compute="_compute_numbers")
    needles_out = fields.Integer(string="Counted Out", compute="_compute_numbers")
    points = fields.Char(compute="_compute_numbers")
    found = fields.Integer(string="Found in the Search")

    @api.depends("treatment_id", "zone")
    def _compute_numbers(self):
        for search in self:
            row = search._row()
            search.needles_in = row.get("expected", 0)
            search.needles_out = row.get("out") or 0
            search.points = row.get("points", "")

    def _row(self):
        rows = self.treatment_id.count_data or ()
        return next((row for row in rows if row["zone"] == self.zone), {})

    def action_found(self):
        """Count what the search brought.

        :raises UserError: nothing was found
        """
        self.ensure_one()
        if self.found <= 0:
            raise UserError(self.env._("Enter how many needles the search brought."))
        treatment = self.treatment_id._as_helper()
        treatment.action_count_zone(self.zone, self.needles_out + self.found)
        return {"type": "ir.actions.act_window_close"}

    def action_still_open(self):
        """Record what differs all the same as an incident, and open it.

        :raises UserError: a place was not searched, or nothing differs
        """
        self.ensure_one()
        if places := self._unsearched():
            raise UserError(
                self.env._(
                    "Search everywhere first. Still to do: %(places)s.", places=places
                )
            )
        if self.needles_in == self.needles_out:
            raise UserError(self.env._("Nothing differs in this zone any more."))
        self.treatment_id._refuse_if_signed()
        incident = self.env["acupuncture.incident"].create(
            {
                "treatment_id": self.treatment_id.id,
                "kind": "count",
                "zone": self.zone,
                "needles_in": self.needles_in,
                "needles_out": self.needles_out,
                **{name: self[name] for name in PLACES},
            }
        )
        return incident._get_records_action(
            name=self.env._("Incident"), target="new", context={"dialog_size": "large"}
        )
