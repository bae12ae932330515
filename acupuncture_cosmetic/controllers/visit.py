"""A client's visit to the forms, kept in the session on the server.

The address with the token is only exchanged for it. ``key`` stands in every form: a
page of another client's visit that is still open in the browser is refused.
"""

import secrets
import time

from odoo.http import request

_NAME = "acupuncture_forms"
_IDLE = 30 * 60  # seconds


def begin(link):
    """Start a visit, in place of any other in this browser."""
    request.session[_NAME] = {
        "link": link.id,
        "key": secrets.token_urlsafe(16),
        "verified": False,
        "copies": [],
        "seen": time.time(),
    }


def facts():
    """Return what is known of this browser's visit."""
    return request.session.get(_NAME) or {}


def note(**changes):
    """Remember facts of the visit."""
    request.session[_NAME] = {**facts(), **changes}


def find_link(token):
    """Return the open link of a token, in the environment of its visitor."""
    # Visitors have no rights; the token is what they have.
    return _as_visitor(request.env["acupuncture.form.link"].sudo()._find(token))


def current_link():
    """Return the link of the visit, in the environment of its visitor."""
    _lock_when_left()
    # Visitors have no rights; the visit names the one link they opened.
    links = request.env["acupuncture.form.link"].sudo()
    return _as_visitor(links.browse(facts().get("link")).exists())


def _lock_when_left():
    """Ask who it is again after half an hour: a phone or a tablet may lie about."""
    known = facts()
    if known:
        now = time.time()
        left = now - known["seen"] > _IDLE
        note(seen=now, **({"verified": False, "copies": []} if left else {}))


def _as_visitor(link):
    """Let nothing of the visitor count: neither login, nor company, nor language."""
    if not link:
        return link
    context = link._visit_context()
    shown = {name: context[name] for name in ("lang", "tz")}
    public = request.env.ref("base.public_user")
    request.update_env(user=public, context=shown, su=False)
    # Visitors have no rights; see above.
    return request.env[link._name].sudo().with_context(**context).browse(link.id)
