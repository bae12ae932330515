from odoo import api, models


class SignedContentMixin(models.AbstractModel):
    """What a signature covers: each stored field but those that its model leaves out.

    A field that is added later is covered by itself. ``_left_unsigned`` says which are
    not, and why. ``_signed_empty`` are the first ones, hashed when they are empty too;
    a later one is hashed where it is filled, so that what was signed before keeps its
    hash. The links of ``_signed_sorted`` are hashed in an order that nobody can move.
    """

    _name = "acupuncture.signed.content.mixin"
    _description = "Covered by a Signature"

    _left_unsigned = {}
    _signed_empty = frozenset()
    _signed_sorted = frozenset()

    @api.model
    def _signed_names(self):
        """Return the fields that a signature covers."""
        left_out = {*self._left_unsigned, *models.MAGIC_COLUMNS}
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.type != "one2many" and name not in left_out
        }

    def _signed_values(self):
        """Return name -> value of what a signature covers, as JSON takes it."""
        self.ensure_one()
        record = self.with_context(active_test=False)  # who is archived was there
        return {
            name: record._signed_value(name)
            for name in self._signed_names()
            if name in self._signed_empty or record[name]
        }

    def _signed_value(self, name):
        value, field = self[name], self._fields[name]
        if field.relational:
            if name in self._signed_sorted:
                return sorted(value.ids)
            return value.id if name in self._signed_empty else value.ids
        if field.type == "float":
            return f"{value:.2f}"
        return str(value) if value and field.type in ("date", "datetime") else value
