from odoo import fields, models
from odoo.exceptions import UserError


class SetupRoom(models.TransientModel):
    """The rooms of the clinic, by their names."""

    _name = "acupuncture.setup.room"
    _description = "Treatment Rooms"
    _inherit = ["acupuncture.dialog.mixin"]

    names = fields.Text(string="Rooms", required=True)
    turnover_minutes = fields.Integer(string="Turnover", default=10)

    def action_add(self):
        """Make a room of each name there is none of yet.

        :raises UserError: there is no name
        """
        self.ensure_one()
        rooms, company = self.env["resource.resource"], self.env.company
        names = dict.fromkeys(filter(None, map(str.strip, self.names.splitlines())))
        if not names:
            raise UserError(self.env._("Give the room a name."))
        known = rooms.search(
            [("acupuncture_role", "=", "room"), ("company_id", "=", company.id)]
        ).mapped("name")
        rooms.create(
            [
                {
                    "name": name,
                    "acupuncture_role": "room",
                    "resource_type": "material",
                    "turnover_minutes": self.turnover_minutes,
                    "company_id": company.id,
                }
                for name in names
                if name not in known
            ]
        )
        return {"type": "ir.actions.act_window_close"}
