from odoo import fields, models

PLACES = ("hair", "bedding", "floor", "clothing", "bin", "palpated")


class NeedleSearchMixin(models.AbstractModel):
    """Where a missing needle was looked for, place by place."""

    _name = "acupuncture.needle.search.mixin"
    _description = "Searched for a Needle"

    hair = fields.Boolean(string="Hair and behind the ears")
    bedding = fields.Boolean(string="Bedding and towels")
    floor = fields.Boolean(string="Floor, with a magnet")
    clothing = fields.Boolean(string="Client's clothing, your own sleeves")
    bin = fields.Boolean(string="Sharps bin: counted, not touched")
    palpated = fields.Boolean(string="Skin of the zone inspected and palpated")

    def _unsearched(self):
        """Return the places that are still to be searched, as a person reads them."""
        self.ensure_one()
        labels = self.fields_get(PLACES, ["string"])
        return "; ".join(labels[name]["string"] for name in PLACES if not self[name])
