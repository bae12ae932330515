import logging

from odoo import models
from odoo.exceptions import UserError

from ..foundation.private_key import PrivateKey

_logger = logging.getLogger(__name__)
_TRANSLATED = PrivateKey("translated")
SOURCE = "en_US"  # what PostgreSQL holds a protocol in force by


class ProtocolTranslatedMixin(models.AbstractModel):
    """A protocol in force may be put into other languages; what it says stays."""

    _name = "acupuncture.protocol.translated.mixin"
    _description = "Translated Texts of a Protocol"

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        protocol = self._translated_protocol()
        record = self
        if protocol.state != "draft" and translations:
            self._refuse_source(field_name, translations, protocol)
            record = _TRANSLATED.on(self)
        languages = ", ".join(sorted(translations))
        done = super(ProtocolTranslatedMixin, record)._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )
        if done and record is not self:
            _logger.info(
                "%s revision %s: %s of %s put into %s by user %s",
                protocol.code,
                protocol.revision,
                field_name,
                self,
                languages,
                self.env.uid,
            )
        return done

    def _translated_protocol(self):
        """Return the protocol that holds these words."""
        return self if self._name == "acupuncture.protocol" else self.protocol_id

    def _is_translating(self):
        return _TRANSLATED.opens(self)

    def _refuse_source(self, field_name, translations, protocol):
        """Refuse other words in the language in which a text was written.

        Where it was written in another one than the source, both hold the same.

        :raises UserError: the words by which clients are treated would change
        """
        stored = self._fields[field_name]._get_stored_translations(self) or {}
        source = stored.get(SOURCE)
        written_in = {SOURCE} | {
            lang for lang, words in stored.items() if words == source
        }
        if source and not written_in & translations.keys():
            return
        raise UserError(
            self.env._(
                "%(protocol)s is in force: it may be translated, but its original "
                "wording can no longer be changed. Choose New Revision to change that.",
                protocol=protocol.display_name,
            )
        )
