from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from .private_key import PrivateKey

_SEAL = PrivateKey("seal")


class SealedMixin(models.AbstractModel):
    """Fields that only our own verbs may write.

    Any RPC caller can write a field or set a context key, so hiding a button protects
    nothing. A model lists its sealed fields in ``_sealed_fields``; ``create`` and
    ``write`` refuse them, for the superuser too, unless the call came through
    ``_sealed_write`` or ``_sealed_create``. Stored computed fields are sealed by
    themselves. ``_frozen_fields`` may be given at creation and are sealed afterwards.
    """

    _name = "acupuncture.sealed.mixin"
    _description = "Fields Only Verbs May Write"

    _sealed_fields = frozenset()
    _frozen_fields = frozenset()

    @api.model
    def default_get(self, fields):
        """Every employee may store own defaults; for sealed fields ours alone count."""
        values = super().default_get(fields)
        for name in self._sealed_names() & values.keys():
            default = self._fields[name].default
            if default:
                values[name] = default(self)
            else:
                del values[name]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        model = self._unsealed_for(vals_list)
        return super(SealedMixin, model).create(vals_list).with_env(self.env)

    def write(self, vals):
        records = self._unsealed(vals, frozen=self._frozen_fields)
        return super(SealedMixin, records).write(vals)

    @api.model
    def _sealed_names(self):
        return self._sealed_fields | self._computed_names()

    @api.model
    @ormcache()
    def _computed_names(self):
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.compute and field.store and field.readonly
        )

    def _sealing(self):
        """Return ``self`` for a verb that writes sealed fields itself."""
        return _SEAL.on(self)

    @api.model
    def _sealed_create(self, vals_list):
        return self._sealing().create(vals_list).with_env(self.env)

    def _sealed_write(self, vals):
        return self._sealing().write(vals)

    @api.model
    def _unsealed_for(self, vals_list):
        """Return ``self`` without the seal, once these rows may be created."""
        defaults = {f"default_{name}" for name in self._sealed_names()}
        given = defaults & self.env.context.keys()
        return self._unsealed(
            [
                *(key for vals in vals_list for key in vals),
                *(key.removeprefix("default_") for key in given),
            ]
        )

    def _sealed_link(self, name, targets):
        """Point the many2one ``name`` of each record to its target, all in one go."""
        self.check_access("write")
        field = self._fields[name]
        for record, target in zip(self, targets, strict=True):
            field.write(record, target.id)
        self.modified([name])

    def _unsealed(self, keys, frozen=frozenset()):
        """Return ``self`` without the seal, once ``keys`` are found writable.

        :raises UserError: a sealed field is written from outside
        """
        refused = (self._sealed_names() | frozen).intersection(keys)
        if refused and not _SEAL.opens(self):
            labels = ", ".join(sorted(self._fields[name].string for name in refused))
            raise UserError(
                self.env._(
                    "%(model)s: %(fields)s cannot be edited directly. Use the buttons "
                    "on the record instead.",
                    model=self._description,
                    fields=labels,
                )
            )
        return _SEAL.off(self)
