"""A client's visit to the forms, kept in the session on the server.

The address with the token is only exchanged for it. ``key`` stands in every form: a
page of another client's visit that is still open in the browser is refused.
"""

import secrets
import time

from odoo.http import request
from odoo.tools.misc import hash_sign, verify_hash_signed

_NAME = "acupuncture_forms"
_IDLE = 30 * 60  # seconds
_WAY_HOURS = 24
_LASTING = ("link", "key", "device", "draft", "knew")
_PAGES = 30
# Nobody has said who is there; nothing was begun that may be shown.
_STRANGER = {
    "verified": False,
    "trusted": False,
    "anew": False,
    "coded": False,
    "draft": None,
    "copies": [],
}


def begin(link, device=None):
    """Start a visit, in place of any other in this browser.

    :param device: id of the user who is logged in here, before the forms begin
    """
    request.session[_NAME] = {
        "link": link.id,
        "key": secrets.token_urlsafe(16),
        "device": device,
        "seen": time.time(),
        **_STRANGER,
    }


def facts():
    """Return what is known of this browser's visit."""
    return request.session.get(_NAME) or {}


def note(**changes):
    """Remember facts of the visit."""
    request.session[_NAME] = {**facts(), **changes}


def verify():
    """Remember that the visitor said when the client was born, and once knew it."""
    note(verified=True, knew=True)


def note_written(page, state):
    """Remember the state of a step that a page has written, of the last pages."""
    if page:
        written = {**facts().get("written", {}), page: state}
        note(written=dict([*written.items()][-_PAGES:]))


def way():
    """Return what a page keeps of the visit, should the browser lose its session.

    It names link, visit and device, not who is there, and shows nothing that the page
    does not show itself.
    """
    known = facts()
    if not known:
        return ""
    # Visitors have no rights; signing needs the secret of the database.
    env = request.env["acupuncture.form.link"].sudo().env
    kept = [known.get(name) for name in _LASTING]
    return hash_sign(env, _NAME, kept, expiration_hours=_WAY_HOURS)


def resume(kept):
    """Begin the visit of a page again; return its link, or nothing."""
    # Visitors have no rights; the page proves the one link they opened.
    links = request.env["acupuncture.form.link"].sudo()
    try:
        values = verify_hash_signed(links.env, _NAME, kept or "")
    except ValueError:
        values = None
    link = links.browse(values[0] if values else None).exists()
    if link:
        begin(link)
        note(resumed=True, **dict(zip(_LASTING, values, strict=True)))
    return _as_visitor(link)


def find_link(token):
    """Return the link of a token, in the environment of its visitor."""
    # Visitors have no rights; the token is what they have.
    return _as_visitor(request.env["acupuncture.form.link"].sudo()._of_token(token))


def current_link():
    """Return the link of the visit, in the environment of its visitor."""
    _lock_when_left()
    # Visitors have no rights; the visit names the one link they opened.
    links = request.env["acupuncture.form.link"].sudo()
    link = links.browse(facts().get("link")).exists()
    if link:
        renew_key(link)
    return _as_visitor(link)


def _lock_when_left():
    """Ask who it is again after half an hour: a phone or a tablet may lie about."""
    known = facts()
    if known:
        now = time.time()
        left = now - known["seen"] > _IDLE
        note(seen=now, **(_STRANGER | {"left": True} if left else {}))


def renew_key(link):
    """Take a tablet that was left lying for somebody else's from now on."""
    if facts().get("left") and not link.own_address:
        note(key=secrets.token_urlsafe(16), left=False)


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
