from odoo import fields
from odoo.tools import float_repr


class Price(fields.Monetary):
    """Money beside its currency in one row, inserted by the thousand.

    Odoo makes a draft record for each amount to find its currency: with the rounding,
    about a fifth of the time of granting courses.
    """

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        """Round by the currency among the values; nothing is nothing in any."""
        if not value:
            return 0.0
        currency_id = (values or {}).get(self.get_currency_field(record))
        if not currency_id:
            return super().convert_to_column_insert(value, record, values, validate)
        currency = record.env["res.currency"].browse(currency_id)
        return float_repr(currency.round(float(value)), currency.decimal_places)

    def convert_to_cache(self, value, record, validate=True):
        """Only verbs give prices, in the currency's own unit: nothing to round."""
        return super().convert_to_cache(value, record, validate=False)
