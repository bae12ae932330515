from odoo import api, fields, models
from odoo.exceptions import ValidationError


class Photo(models.Model):
    """A picture may show a reaction."""

    _inherit = "acupuncture.photo"

    reaction_id = fields.Many2one(
        comodel_name="acupuncture.reaction",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        copy=False,
        domain="[('client_id', '=', client_id)]",
    )

    @api.constrains("client_id", "reaction_id")
    def _check_reaction(self):
        for photo in self:
            reaction = photo.reaction_id
            if reaction and reaction.client_id != photo.client_id:
                raise ValidationError(
                    self.env._(
                        "%(photo)s shows %(client)s, %(reaction)s is of somebody else. "
                        "Choose a reaction of this client.",
                        photo=photo.name,
                        client=photo.client_id.display_name,
                        reaction=reaction.name,
                    )
                )
