from functools import partial

from odoo import models
from odoo.exceptions import UserError

from ..screening.guard import guard_table

FACTS = ("name", "supply_id", "company_id")
_FUNCTION = "acupuncture_supply_lot_guard"
# What a signed chart says it used stays what it was; dates may be put right.
_GUARD = """
    BEGIN
        IF (NEW.name, NEW.supply_id, NEW.company_id)
            IS DISTINCT FROM (OLD.name, OLD.supply_id, OLD.company_id)
            AND EXISTS (
                SELECT 1 FROM (
                    SELECT treatment_id FROM acupuncture_needle WHERE lot_id = OLD.id
                    UNION ALL
                    SELECT treatment_id FROM acupuncture_treatment_supply
                    WHERE lot_id = OLD.id
                ) AS used
                JOIN acupuncture_treatment AS treatment
                    ON treatment.id = used.treatment_id
                WHERE treatment.signed_at IS NOT NULL
            )
        THEN
            RAISE EXCEPTION 'lot %: signed charts name it', OLD.name
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END"""

guard_lot_table = partial(guard_table, functions={_FUNCTION: _GUARD})


class SupplyLot(models.Model):
    """A lot that signed charts name keeps its name: charts show it by reference."""

    _inherit = "acupuncture.supply.lot"

    def init(self):
        """Let PostgreSQL refuse another name under signed charts."""
        result = super().init()
        guard_lot_table(self, _FUNCTION, "UPDATE")
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
                    "Lot %(lot)s stands in signed charts, so its number, product and "
                    "clinic stay. Put it away and register the right one; dates can "
                    "still be corrected.",
                    lot=use.lot_id.name,
                )
            )
