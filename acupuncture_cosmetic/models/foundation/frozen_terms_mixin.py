from odoo import api, models


class FrozenTermsMixin(models.AbstractModel):
    """Terms typed on one model and copied, never linked, to what they were agreed for.

    An abstract model of terms names itself in ``_terms_model``; both sides inherit it.
    """

    _name = "acupuncture.frozen.terms.mixin"
    _description = "Terms That Are Copied"

    _terms_model = None

    @api.model
    def _term_fields(self):
        """Return the names of the fields that are copied."""
        terms = self.env[self._terms_model]
        return [
            name
            for name, field in terms._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        ]

    def _copy_terms(self):
        """Return the terms of this record as create values of the other side."""
        self.ensure_one()
        return self._convert_to_write(
            {name: self[name] for name in self._term_fields()}
        )
