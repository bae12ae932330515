import logging

from odoo import api, fields, models
from odoo.tools import hmac

_logger = logging.getLogger(__name__)

TRIES = 10
MINUTES = 10


class FormAttempt(models.Model):
    """A wrong form address somebody tried, by keyed hash of the network address.

    A table, because several server processes must count together. Right addresses are
    never held back: a token of 256 bits is not guessed, and a whole clinic sits behind
    one network address.
    """

    _name = "acupuncture.form.attempt"
    _description = "Wrong Form Address"
    _log_access = False

    origin_hash = fields.Char(required=True, export_string_translation=False)
    at = fields.Datetime(
        required=True,
        default=lambda self: fields.Datetime.now(),
        export_string_translation=False,
    )

    _origin_idx = models.Index("(origin_hash, at)")

    @api.model
    def _is_throttled(self, address):
        """Note a wrong address; tell whether there were too many from there."""
        origin = hmac(self.env, "acupuncture.form.attempt", address or "")
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=MINUTES)
        tries = self.search_count(
            [("origin_hash", "=", origin), ("at", ">", since)], limit=TRIES
        )
        if tries < TRIES:
            self.create([{"origin_hash": origin}])
            return False
        _logger.warning("Form addresses are guessed at from %s", origin[:12])
        return True

    @api.autovacuum
    def _gc_attempts(self):
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.search([("at", "<", yesterday)], limit=10000).unlink()
