from odoo import api, models
from odoo.exceptions import ValidationError

from ...engine import printed


class PrintedTextsMixin(models.AbstractModel):
    """Texts that are printed name no address that the printer would fetch.

    ``_printed_fields`` names them. What slips in past this, in another language say, is
    left out where a text is shown.
    """

    _name = "acupuncture.printed.texts.mixin"
    _description = "Texts That Are Printed"

    _printed_fields = ()

    @api.constrains(lambda self: self._printed_fields)
    def _check_fetches_nothing(self):
        for record in self:
            for name in self._printed_fields:
                if found := printed.outside(record[name]):
                    raise ValidationError(
                        self.env._(
                            "%(record)s: “%(address)s” would be fetched from outside "
                            "whenever the text is shown or printed. Upload the picture "
                            "into the text instead; ordinary links can stay.",
                            record=record.display_name,
                            address=found[0].strip()[:80],
                        )
                    )
