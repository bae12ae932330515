"""Keep the addresses of forms out of the server log.

Whoever has such an address has the form, and logs are read by more people than forms.
"""

import logging
import re

# Any address below /forms/ that is none of our own pages.
_PAGES = "autosave|begin|birth-date|copy|csrf|done|save|sign|tablet"
_TOKEN = re.compile(rf"(/forms/)(?!(?:{_PAGES})(?:[\s/?#'\"]|$))[^\s/?#'\"]+")
_LOGGERS = ("werkzeug", "odoo.http", "odoo.addons.http_routing.models.ir_http")


class TokenFilter(logging.Filter):
    """Replace the token in messages that name the address of a request."""

    def filter(self, record):
        text = record.getMessage()
        if "/forms/" in text:
            record.msg, record.args = _TOKEN.sub(r"\1***", text), ()
        return True


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(TokenFilter())
