from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LotUseMixin(models.AbstractModel):
    """A row of a chart that was taken from a lot; its heir has a treatment.

    The lot in use is filled in, so that nobody types lots. What had expired on the day
    of the session, or was put away, is refused.
    """

    _name = "acupuncture.lot.use.mixin"
    _description = "Taken from a Lot"

    lot_id = fields.Many2one(
        comodel_name="acupuncture.supply.lot",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        compute="_compute_lot",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="The opened lot that expires first is filled in.",
    )
    lot_expiry = fields.Date(related="lot_id.last_day", string="Lot Expires")

    def _compute_lot(self):
        """Keep a lot that fits; else take the one in use on the day of the session."""
        for treatment, rows in self.grouped("treatment_id").items():
            rows._take_lots(treatment)

    @api.constrains("lot_id")
    def _check_lot(self):
        for treatment, rows in self.filtered("lot_id").grouped("treatment_id").items():
            day = treatment._day()
            for lot in rows.lot_id:
                if problem := lot._why_unusable(day):
                    raise ValidationError(problem)
            rows._check_lot_fits()

    @api.model_create_multi
    def create(self, vals_list):
        # an empty lot is one that nobody typed, as browsers send it: fill it in
        rows = super().create(
            [
                {k: v for k, v in vals.items() if v or k != "lot_id"}
                for vals in vals_list
            ]
        )
        rows._open_used_lots()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if vals.get("lot_id"):
            self._open_used_lots()
        return result

    def _open_used_lots(self):
        """Whoever uses a package has opened it."""
        for treatment, rows in self.filtered("lot_id").grouped("treatment_id").items():
            rows.lot_id._mark_opened(treatment._day())

    def _take_lots(self, treatment):
        raise NotImplementedError

    def _check_lot_fits(self):
        raise NotImplementedError
