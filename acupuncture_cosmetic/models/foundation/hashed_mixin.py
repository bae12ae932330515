from odoo import fields, models

from ...engine import chain
from .windows import notice


class HashedMixin(models.AbstractModel):
    """What was signed carries a hash of its content: a change shows, however made.

    An heir says in ``_hashed`` what the hash covers. What a later version adds to that
    is left out while it is empty, so that older hashes stay true.
    """

    _name = "acupuncture.hashed.mixin"
    _description = "Carries the Hash of Its Content"

    _hash_spaced = True  # see engine/chain.py

    content_hash = fields.Char(string="SHA-256", readonly=True, copy=False)

    def _hashed(self, coming):
        """Hook: return all that the hash covers, as a dict for JSON.

        :param coming: values that are about to be written with the hash; empty: as the
            record stands
        """
        raise NotImplementedError

    def _content_hash(self, coming=None):
        """Return the hash of the record, or of what is about to be written."""
        return chain.digest(self._hashed(coming or {}), spaced=self._hash_spaced)

    def _is_intact(self):
        """Tell whether the content is the one that was signed."""
        self.ensure_one()
        return bool(self.content_hash) and self.content_hash == self._content_hash()

    def action_verify(self):
        """Tell whether the record is what was signed."""
        self.ensure_one()
        if self._is_intact():
            message = self.env._("%(name)s is as it was signed.", name=self.name)
            return notice(message)
        message = self.env._(
            "%(name)s is NOT as it was signed. Tell the clinical lead.", name=self.name
        )
        return notice(message, "danger", sticky=True)
