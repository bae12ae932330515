from odoo import api, fields, models
from odoo.exceptions import UserError

from ..foundation.guard import hang_trigger
from ..reference.needling_mixin import ZONES


class NeedleCount(models.Model):
    """How many needles of one zone were counted out."""

    _name = "acupuncture.needle.count"
    _description = "Needles Counted Out"
    _inherit = ["acupuncture.chart.child.mixin"]
    _order = "treatment_id.id desc, zone, id"
    _rec_name = "id"

    zone = fields.Selection(selection=ZONES, required=True)
    counted_out = fields.Integer(required=True)

    _zone_unique = models.UniqueIndex(
        "(treatment_id, zone)",
        "The needles of this zone were counted already. Correct that number.",
    )
    _not_negative = models.Constraint(
        "CHECK (counted_out >= 0)", "A count cannot be negative."
    )

    def init(self):
        """Let PostgreSQL keep the zone of a count."""
        result = super().init()
        hang_trigger(self, "needle_count_guard", "BEFORE UPDATE OR DELETE")
        return result

    def write(self, vals):
        """Correct numbers alone: a count that moved away would free its needles.

        :raises UserError: the zone or the record would change
        """
        moved = self.filtered(
            lambda row: (
                vals.get("zone", row.zone) != row.zone
                or vals.get("treatment_id", row.treatment_id.id) != row.treatment_id.id
            )
        )
        if moved:
            raise UserError(
                self.env._(
                    "A count stays with its zone and its chart. Correct the number; "
                    "if it still differs, that is an incident."
                )
            )
        result = super().write(vals)
        if "counted_out" in vals:
            self._take_back_taps()
        return result

    def _take_back_taps(self):
        """No needle is said to be out where fewer came out than were tapped."""
        for row in self:
            tapped = row.treatment_id.needle_ids.filtered(
                lambda one, zone=row.zone: one.zone == zone and one.out_at
            )
            if row.counted_out < len(tapped):
                tapped._sealed_write({"out_at": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("A count is corrected, not deleted."))

    def _signed_rows(self):
        return {row.zone: row.counted_out for row in self}
