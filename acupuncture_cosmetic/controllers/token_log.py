"""Keep the addresses of forms out of the server log.

Whoever has such an address has the form, and logs are read by more people than forms.
An address may be written oddly, with blanks encoded, in capitals, with more behind it:
only those that are exactly pages of ours stay readable.
"""

import logging
import re
from urllib.parse import unquote

_PAGES = "autosave|begin|birth-date|call|code|copy|csrf|done|earlier|save|sign|tablet"
_OURS = re.compile(rf"(?:https?://[^/\s]+)?/forms(?:/(?:{_PAGES})(?:/\d+)?)?/?")
_WORD = re.compile(r"[^\s'\"]+")
# What is as long as a token, wherever it stands.
_TOKEN = re.compile(r"(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9_-]){40,}")
_LOGGERS = (
    "werkzeug",
    "odoo.http",
    "odoo.addons.base.models.ir_http",
    "odoo.addons.http_routing.models.ir_http",
)


def masked(text):
    """Return a message without the tokens of addresses in it."""
    return _WORD.sub(lambda word: _masked_word(word[0]), text)


def _masked_word(word):
    plain = word
    for _layer in range(4):
        plain = unquote(plain)
    if not re.search(r"[/\\]forms|forms[/\\]", plain.lower()):
        return _TOKEN.sub("***", word)
    path, question, _query = word.partition("?")
    if _OURS.fullmatch(path):
        return path + ("?***" if question else "")
    return "/forms/***"


class TokenFilter(logging.Filter):
    """Replace the token in messages that name the address of a request."""

    def filter(self, record):
        text = record.getMessage()
        safe = masked(text)
        if safe != text:
            record.msg, record.args = safe, ()
        return True


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(TokenFilter())
