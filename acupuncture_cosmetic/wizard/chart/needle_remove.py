from odoo import fields, models
from odoo.exceptions import UserError


class NeedleRemove(models.TransientModel):
    """Asks when and by whom needles that stayed in were taken out."""

    _name = "acupuncture.needle.remove"
    _description = "Take Needles Out"
    _inherit = ["acupuncture.dialog.mixin"]

    needle_ids = fields.Many2many(
        comodel_name="acupuncture.needle",
        string="Needles",
        domain=[("retained", "=", True), ("removal_ids", "=", False)],
    )
    removed_on = fields.Date(
        string="On",
        required=True,
        default=lambda self: self.env.company._clinic_today(),
    )
    removed_by = fields.Selection(
        selection=lambda self: (
            self.env["acupuncture.needle.removal"]._fields["removed_by"].selection
        ),
        string="By",
        required=True,
        default="practitioner",
    )
    note = fields.Char()

    def action_apply(self):
        """Write down that they are out.

        :raises UserError: no needle is left in the list
        """
        self.ensure_one()
        if not self.needle_ids:
            raise UserError(self.env._("Choose the needles that are out."))
        self.env["acupuncture.needle.removal"].create(
            [
                {
                    "needle_id": needle.id,
                    "removed_on": self.removed_on,
                    "removed_by": self.removed_by,
                    "note": self.note,
                }
                for needle in self.needle_ids
            ]
        )
        return {"type": "ir.actions.act_window_close"}
