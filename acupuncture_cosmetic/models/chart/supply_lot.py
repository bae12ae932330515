from odoo import fields, models
from odoo.exceptions import UserError

from ..foundation.guard import guard_table
from ..foundation.windows import dialog

FACTS = ("name", "supply_id", "company_id")


class SupplyLot(models.Model):
    """Who was treated with a lot; one that signed charts name keeps its name."""

    _inherit = "acupuncture.supply.lot"

    def init(self):
        """Let PostgreSQL refuse another name under signed charts."""
        result = super().init()
        guard_table(self, "supply_lot_guard", "UPDATE")
        return result

    def write(self, vals):
        self._refuse_if_charted(self._stripped(vals))
        return super().write(vals)

    def _refuse_if_charted(self, vals):
        """Tell the way before PostgreSQL refuses.

        :raises UserError: a signed chart names one of these lots
        """
        changed = self.filtered(
            lambda lot: any(
                lot._fields[name].convert_to_cache(vals[name], lot)
                != lot._fields[name].convert_to_cache(lot[name], lot)
                for name in vals.keys() & set(FACTS)
            )
        )
        if not changed:
            return
        # sudo: a guard; nothing of a chart leaves but that the lot was used
        used = self.env["acupuncture.lot.use"].sudo()
        use = used.search(
            [
                ("lot_id", "in", changed.ids),
                ("treatment_id.state", "!=", "draft"),
            ],
            limit=1,
        )
        if use:
            raise UserError(
                self.env._(
                    "Lot %(lot)s is named in signed charts, so its number, product "
                    "and clinic can no longer be changed. Put it away and register "
                    "the right one; dates can still be corrected.",
                    lot=use.lot_id.name,
                )
            )

    def action_trace(self):
        """Ask from when to when, then show everybody treated with these lots."""
        self.env["acupuncture.lot.use"].check_access("read")
        return dialog(
            self.env["acupuncture.lot.trace"],
            self.env._("Who Was Treated with It"),
            size="medium",
            lot_ids=[fields.Command.set(self.ids)],
        )
