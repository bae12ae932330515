from odoo import api, models

from ..foundation.guard import ALL, guard_table

LEFT_UNSIGNED = {
    "treatment_id": "rows are hashed with their record",
    "company_id": "that of the record",
}


class ChartChildMixin(models.AbstractModel):
    """Rows of a treatment record: free while it is open, fixed once it is signed.

    ``_moving_fields`` still move after the signature, through verbs; ``_late_rows``
    lets rows come later. PostgreSQL refuses the rest, for everybody; the model tells
    the way before. What is fixed is covered by the signature.
    """

    _name = "acupuncture.chart.child.mixin"
    _description = "Rows of a Treatment Record"
    _inherit = ["acupuncture.chart.row.mixin", "acupuncture.signed.content.mixin"]

    _moving_fields = ()
    _late_rows = False
    _left_unsigned = LEFT_UNSIGNED

    def init(self):
        """Hang the guard on the table of the heir."""
        result = super().init()
        if not self._abstract:
            guard_table(
                self,
                "chart_child_guard",
                "UPDATE OR DELETE" if self._late_rows else ALL,
                self._moving_fields,
            )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        usual = self.env.context.get("default_treatment_id")
        ids = {vals.get("treatment_id", usual) for vals in vals_list}
        treatments = self.env["acupuncture.treatment"].browse(ids - {False, None})
        if self._late_rows:
            treatments._refuse_if_not_mine()  # to a signed one they come from anybody
        else:
            treatments._refuse_to_touch()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() - set(self._moving_fields) - {"client_id"}:
            target = self.env["acupuncture.treatment"].browse(vals.get("treatment_id"))
            (self.treatment_id | target)._refuse_to_touch()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.treatment_id._refuse_to_touch()

    def _signed_rows(self):
        """Return these rows of one record as the signature covers them."""
        return [row._signed_values() for row in self.sorted("id")]
