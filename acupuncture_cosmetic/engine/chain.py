"""Evidence that proves itself: hashes of what was written, each hooked to the last."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

START = "0" * 64


class Link(NamedTuple):
    """One chained record as it stands in the table."""

    name: str
    no: int
    previous: str
    hash: str
    content: str


class Break(NamedTuple):
    """Where a chain is broken: code is gap, fork, changed, cut or no_head."""

    code: str
    name: str


def digest(content: Any, spaced: bool = False) -> str:
    """Return the SHA-256 of a JSON value, however it was put together.

    :param spaced: with a blank after commas and colons, as the first records had it
    """
    separators = (", ", ": ") if spaced else (",", ":")
    text = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=separators
    )
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(content: bytes | None) -> str:
    """Return the SHA-256 of a file; one that is gone counts as empty."""
    return hashlib.sha256(content or b"").hexdigest()


def link(no: int, previous: str, content: str) -> str:
    """Return the hash that hooks one record to the one before."""
    return hashlib.sha256(f"{no}:{previous}:{content}".encode()).hexdigest()


def head(no: int, last: str) -> str:
    """Return the end of a chain as it is noted outside of it."""
    return f"{no}:{last}"


def find_breaks(links: Iterable[Link], noted: str | None) -> list[Break]:
    """Return every place where a chain is broken, in order.

    :param links: by number
    :param noted: the end of the chain as noted when it was last extended
    """
    found, before = [], None
    for each in links:
        found += check(each, before)
        before = each
    end = head(before.no, before.hash) if before else None
    if noted != end:
        found.append(end_break(before.name if before else "", noted))
    return found


def end_break(name: str, noted: str | None) -> Break:
    """Return what is wrong with a chain that ends otherwise than it was noted."""
    return Break("cut" if noted else "no_head", name)


def check(each: Link, before: Link | None) -> list[Break]:
    """Return what is wrong with one record and its hook on the one before."""
    found = []
    if each.no != (before.no if before else 0) + 1:
        found.append(Break("gap", each.name))
    elif each.previous != (before.hash if before else START):
        found.append(Break("fork", each.name))
    if each.hash != link(each.no, each.previous, each.content):
        found.append(Break("changed", each.name))
    return found
