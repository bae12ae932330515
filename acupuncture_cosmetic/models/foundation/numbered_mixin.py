from odoo import api, fields, models


class NumberedMixin(models.AbstractModel):
    """Records known by a number of their own; it says nothing about the client.

    The heir names its sequence in ``_number_sequence``. A model that seals ``name``
    inherits the sealed mixin first: what callers give is refused before it is drawn.
    """

    _name = "acupuncture.numbered.mixin"
    _description = "Records With a Number"

    _number_sequence = None

    name = fields.Char(
        string="Number",
        default="/",
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
    )

    @api.model_create_multi
    def create(self, vals_list):
        sequences = self.env["ir.sequence"]
        numbers = sequences._numbers(self._number_sequence, len(vals_list))
        return super().create(
            [
                {**vals, "name": number}
                for vals, number in zip(vals_list, numbers, strict=True)
            ]
        )
