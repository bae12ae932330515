"""What two windows or devices wrote on one screen: whether they clash, and both kept.

Every screen tells with what it sends which state it was shown. Where the stored one is
another by now, somebody else has written meanwhile: nothing is replaced unseen.
"""

import hashlib
import json
from collections.abc import Mapping

LONG = 500  # from here on a text has lines
TICKS = ("y_", "u_")


def state(values: Mapping[str, str], names: Mapping[str, int]) -> dict[str, str]:
    """Return what is filled in of the fields of a screen."""
    known = {name: str(values.get(name) or "").strip() for name in names}
    return {
        name: text
        for name, text in known.items()
        if text and not name.startswith("hash_")
    }


def digest(values: Mapping[str, str]) -> str:
    """Return a short name of a state."""
    text = json.dumps(sorted(values.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def differing(stored: Mapping[str, str], sent: Mapping[str, str]) -> list[str]:
    """Return the fields that are not the same in both."""
    names = [*stored, *(name for name in sent if name not in stored)]
    return [name for name in names if stored.get(name) != sent.get(name)]


def merge(
    stored: Mapping[str, str], sent: Mapping[str, str], longest: Mapping[str, int]
) -> dict[str, str]:
    """Return both states in one.

    Texts stand below each other, a yes of either stays a yes, a statement is agreed to
    only in both. Of what holds one answer alone, the stored one is kept.
    """
    merged = {
        name: _both(
            name, stored.get(name, ""), sent.get(name, ""), longest.get(name, 0)
        )
        for name in {**stored, **sent}
    }
    for name in [name for name in merged if name.startswith("u_")]:
        if merged.get("y_" + name[2:]):
            merged[name] = ""
    if any(merged[name] for name in merged if name.startswith(TICKS)):
        merged["none"] = ""
    return {name: text for name, text in merged.items() if text}


def _both(name: str, stored: str, sent: str, longest: int) -> str:
    if name == "none" or name.startswith("tick_"):
        return stored if stored and sent else ""
    if sent in stored:
        return stored
    if not stored or (stored in sent and longest > 10):
        return sent
    if longest >= LONG:
        return f"{stored}\n{sent}"
    joined = f"{stored} / {sent}"
    return joined if 10 < longest >= len(joined) else stored
