from odoo import api, models
from odoo.exceptions import UserError


class SharedMixin(models.AbstractModel):
    """What several clinics live by changes only by who works in all of them.

    A record without a company, or of a model that has none, is everybody's. Whoever
    works in some clinics only makes records of their own clinic: new ones and copies
    belong to it.
    """

    _name = "acupuncture.shared.mixin"
    _description = "Shared by Clinics"

    # the field of the record that this one is a part of
    _shared_by = None

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "company_id" in fields and not values.get("company_id"):
            values |= self._own_company()
        return values

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._refuse_for_others()
        return records

    def write(self, vals):
        if any(map(self._is_told, vals)):
            self._refuse_for_others()
        result = super().write(vals)
        if {"company_id", self._shared_by} & vals.keys():
            self._refuse_for_others()
        return result

    def unlink(self):
        self._refuse_for_others()
        return super().unlink()

    def copy_data(self, default=None):
        own = self._own_company() if "company_id" in self._fields else {}
        return super().copy_data({**own, **(default or {})})

    def _update_field_translations(self, *args, **kwargs):
        self._refuse_for_others()
        return super()._update_field_translations(*args, **kwargs)

    @api.model
    def _own_company(self):
        """Return the company of new records, when not all clinics may be meant."""
        return {"company_id": self.env.company.id} if self._strange_clinics() else {}

    @api.model
    def _is_told(self, name):
        """Tell whether a field belongs to the record itself, not to rows below it."""
        field = self._fields.get(name)
        return bool(field) and bool(field.store) and field.type != "one2many"

    @api.model
    def _strange_clinics(self):
        """Return the clinics in which the user does not work."""
        if self.env.su:
            return self.env["res.company"]
        return self.env["res.company"]._clinics() - self.env.user.company_ids

    def _shared_root(self):
        return self[self._shared_by]._shared_root() if self._shared_by else self

    def _refuse_for_others(self):
        """:raises UserError: names the record, whose it is too, and the remedy"""
        # sudo: which clinic it is of, nothing else is read
        roots = self.sudo()._shared_root()
        has_company = "company_id" in roots._fields
        shared = (
            roots.filtered(lambda root: not root.company_id) if has_company else roots
        )
        strange = shared and self._strange_clinics()
        if not strange:
            return
        remedy = (
            self.env._("Duplicate it: the copy belongs to your clinic only.")
            if has_company
            else self.env._("Ask somebody who works in all of them.")
        )
        raise UserError(
            self.env._(
                "“%(name)s” is used by other clinics too, and you do not work in "
                "%(clinics)s. %(remedy)s",
                name=shared[:1].display_name,
                clinics=", ".join(strange.sudo().mapped("name")),
                remedy=remedy,
            )
        )
